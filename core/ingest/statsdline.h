#pragma once

// One line of the StatsD protocol taken apart, with the extensions of DogStatsD that carry metrics:
//
//   name:value|type[|@rate][|#tag:value,tag][|c:container][|T<unix seconds>]
//   name:1:2:3|ms            several values of one name (not of sets)
//   name,tag=value:1|c       tags as Telegraf writes them
//
// Types: c counter, g gauge (+3 and -3 are changes), ms timer, h and d histogram, s set. Views
// point into the line. Plain values, usable in any thread.

#include "core/ingest/linetext.h"

#include <tl/expected.hpp>

#include <string_view>

namespace tinyobs {

enum class StatsdType : unsigned char { Counter, Gauge, Timer, Histogram, Set, Count_ };

std::string_view nameOf(StatsdType type); // "counter"

struct StatsdLine
{
    std::string_view name;   // with its own tags
    std::string_view values; // parted by ':'
    StatsdType type = StatsdType::Counter;
    double rate = 1; // above 0 and up to 1: the share of events that was sent
    std::string_view tags;
};

/// Values are left to whoever knows what the type allows.
tl::expected<StatsdLine, LineProblem> parseStatsdLine(std::string_view line);

/// Calls set(name, value) for each tag of a line; one without a value is "true".
template <typename Set>
void forEachStatsdTag(const StatsdLine &line, Set set)
{
    const auto eachOf = [&set](std::string_view tags, char equals) {
        while (!tags.empty()) {
            std::string_view value = takePart(tags, ',');
            const bool hasValue = value.find(equals) != std::string_view::npos;
            const std::string_view name = takePart(value, equals);
            if (!name.empty())
                set(name, hasValue ? value : std::string_view("true"));
        }
    };
    std::string_view inName = line.name;
    takePart(inName, ',');
    eachOf(inName, '=');
    eachOf(line.tags, ':');
}

} // namespace tinyobs
