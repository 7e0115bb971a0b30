#pragma once

// Undo and redo of an editor: the dashboard as it was after each step. A dashboard is a few
// kilobytes, so whole values are kept. Plain value; one thread.

#include "core/dashboard/dashboard.h"

#include <cstddef>
#include <deque>
#include <string>
#include <utility>

namespace tinyobs::dashboard {

class DashboardHistory
{
public:
    static constexpr std::size_t MaxSteps = 200;

    explicit DashboardHistory(Dashboard start = {}) { reset(std::move(start)); }

    void reset(Dashboard start)
    {
        m_steps.clear();
        m_steps.push_back({std::move(start), {}});
        m_now = 0;
    }

    const Dashboard &current() const { return m_steps[m_now].dashboard; }

    /// Steps with the same `what` that follow one another and have a `merge` key become one, so
    /// that typing a title is one step.
    void push(Dashboard next, std::string what, std::string merge = {})
    {
        if (next == current())
            return;
        m_steps.resize(m_now + 1);
        if (!merge.empty() && m_now > 0 && m_steps[m_now].merge == merge) {
            m_steps[m_now].dashboard = std::move(next);
            return;
        }
        m_steps.push_back({std::move(next), std::move(what), std::move(merge)});
        if (m_steps.size() > MaxSteps)
            m_steps.pop_front();
        m_now = m_steps.size() - 1;
    }

    bool canUndo() const { return m_now > 0; }
    bool canRedo() const { return m_now + 1 < m_steps.size(); }
    /// What undo() would take back: "Move Requests"; empty when there is nothing.
    std::string undoText() const { return canUndo() ? m_steps[m_now].what : std::string(); }
    std::string redoText() const { return canRedo() ? m_steps[m_now + 1].what : std::string(); }

    void undo()
    {
        if (canUndo())
            --m_now;
    }
    void redo()
    {
        if (canRedo())
            ++m_now;
    }

private:
    struct Step
    {
        Dashboard dashboard;
        std::string what;
        std::string merge = {};
    };

    std::deque<Step> m_steps;
    std::size_t m_now = 0;
};

} // namespace tinyobs::dashboard
