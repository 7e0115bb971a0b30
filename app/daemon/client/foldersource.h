#pragma once

// A data folder that no server is using, asked as a server is. Nothing is dropped or rewritten
// there: of a journal that a server left the samples are read as they are. Main thread.

#include "app/daemon/client/source.h"
#include "app/startup/datafolder.h"
#include "core/engine/engine.h"

namespace tinyobs::daemon {

class FolderSource : public Source
{
public:
    /// Loads the folder, which must be there and locked by the caller. Damage that was found comes
    /// back in `warnings`.
    static Result<std::unique_ptr<FolderSource>> open(startup::DataFolder folder, Settings settings,
                                                      std::vector<std::string> &warnings);

    Result<std::string> ask(std::string_view path, const Pairs &parameters) override;
    /// That of the newest sample, so that a query without a time finds something in an old folder.
    TimeMs nowMs() const override { return m_nowMs; }

private:
    FolderSource(startup::DataFolder folder, const Settings &settings);

    startup::DataFolder m_folder;
    SystemClock m_clock;
    Engine m_engine;
    TimeMs m_nowMs = 0;
};

} // namespace tinyobs::daemon
