// The page of the example: draws the tables of /about once and the figures of /state every second.
// Text is inserted as text, never as markup.
"use strict";

const byId = (id) => document.getElementById(id);
const number = new Intl.NumberFormat("en");

function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

async function call(method, path) {
  const answer = await fetch(path, { method });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error);
  return body;
}

const faultCards = new Map();

function drawFaults(faults) {
  for (const fault of faults) {
    const button = element("button", "button", "Start");
    const note = element("span", "", `for ${fault.limit_seconds} s`);
    const card = element("article", "fault panel",
      element("h3", "", element("i"), fault.title),
      element("p", "", fault.text),
      element("footer", "", note, button));
    button.type = "button";
    button.setAttribute("aria-label", `${fault.title}: start or stop`);
    button.addEventListener("click", async () => {
      const action = card.classList.contains("active") ? "stop" : "start";
      try {
        showState(await call("POST", `/faults/${fault.id}/${action}`));
      } catch (error) {
        note.textContent = error.message;
      }
    });
    faultCards.set(fault.id, { card, button, note, limit: fault.limit_seconds });
    byId("faults").append(card);
  }
}

function drawEndpoints(endpoints) {
  for (const { method, path, summary } of endpoints) {
    const data = method === "POST" ? ` -d '{"product":1,"quantity":2}'` : "";
    const command = `curl ${location.origin}${path}${data}`;
    const button = element("button", "button", "Copy");
    button.type = "button";
    button.setAttribute("aria-label", `Copy the command for ${path}`);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(command);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Select it";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
    byId("endpoints").append(
      element("div", "row", element("code", "", command), element("span", "", summary), button));
  }
}

const serviceNotes = new Map();

function drawWorkloads(workloads) {
  const lists = new Map();
  for (const { service, name, metric, shape } of workloads) {
    if (!lists.has(service)) {
      const version = element("span");
      const series = element("span");
      const list = element("ul");
      byId("services").append(element("article", "service",
        element("h3", "", service, version, series), list));
      lists.set(service, list);
      serviceNotes.set(service, { version, series });
    }
    const link = element("a", "", metric);
    const view = new URLSearchParams({ metric, f: `service=${service}` });
    link.href = `${about.dashboard.replace(/\/$/, "")}/explore?${view}`;
    link.title = shape;
    const item = element("li", "", element("code", "", name), link);
    lists.get(service).append(item);
  }
}

function setLive(className, text) {
  byId("live").className = `live ${className}`;
  byId("liveText").textContent = text;
}

let about = null;

function pushSentence({ link, problem }) {
  const seconds = about.interval_ms / 1000;
  if (link === "away") return `${problem}. Samples wait here and are sent when ${about.dashboard} is back.`;
  return problem || `Pushes to ${about.dashboard} every ${seconds} s.`;
}

function showPush(push, nowMs) {
  const seconds = Math.round((nowMs - push.away_since_ms) / 1000);
  if (push.link === "connected" && push.problem) setLive("away", "The server refuses");
  else if (push.link === "connected") setLive("connected", "Pushing");
  else if (push.link === "away") setLive("away", `Server away for ${number.format(seconds)} s`);
  else setLive("", "Starting");
  byId("push").textContent = pushSentence(push);
  byId("push").classList.toggle("warn", push.problem !== "");
  byId("sent").textContent = number.format(push.sent);
  byId("waiting").textContent = number.format(push.waiting);
  byId("lost").textContent = number.format(push.dropped + push.refused);
  byId("lost").className = push.dropped + push.refused > 0 ? "warn" : "";
}

function showState(state) {
  showPush(state.push, state.now_ms);
  byId("series").textContent = number.format(state.series);
  for (const { name, version, series } of state.services) {
    const notes = serviceNotes.get(name);
    notes.version.textContent = version;
    notes.series.textContent = `${series} series`;
  }
  for (const { id, active, seconds_left } of state.faults) {
    const { card, button, note, limit } = faultCards.get(id);
    card.classList.toggle("active", active);
    button.textContent = active ? "Stop" : "Start";
    note.textContent = active ? `on, ${seconds_left} s left` : `for ${limit} s`;
  }
}

async function refresh() {
  try {
    showState(await call("GET", "/state"));
  } catch {
    setLive("gone", "The example has stopped");
  }
  setTimeout(refresh, 1000);
}

async function start() {
  about = await call("GET", "/about");
  byId("version").textContent = about.version;
  byId("dashboard").href = about.dashboard;
  if (!about.traffic) {
    byId("story").textContent = "This program measures itself and the requests you send to it, and "
      + "pushes the metrics to TinyObs. It was started without simulated traffic.";
  }
  byId("dashboard").title = about.dashboard;
  drawFaults(about.faults);
  drawEndpoints(about.endpoints);
  if (about.traffic) drawWorkloads(about.workloads);
  byId("workloadsTitle").hidden = byId("services").hidden = !about.traffic;
  await refresh();
}

start().catch(() => setLive("gone", "The example has stopped"));
