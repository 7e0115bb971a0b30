#include "core/engine/housekeeper.h"

#include "core/storage/store.h"

#include <QLoggingCategory>

#include <chrono>
#include <string>

namespace tinyobs {
namespace {

Q_LOGGING_CATEGORY(engineLog, "tinyobs.engine")

constexpr std::chrono::seconds Interval(1);

} // namespace

Housekeeper::Housekeeper(Store &store)
    : m_store(store)
{
}

Housekeeper::~Housekeeper()
{
    stop();
}

void Housekeeper::start()
{
    m_thread = std::thread([this] { run(); });
}

void Housekeeper::stop()
{
    m_stopping = true;
    m_store.wake();
    if (m_thread.joinable())
        m_thread.join();
}

void Housekeeper::run()
{
    std::string told; // the same trouble is logged once
    while (!m_stopping) {
        const Result<void> done = m_store.maintain();
        if (!done && done.error().message != told) {
            told = done.error().message;
            qCWarning(engineLog).noquote()
                << "upkeep failed and will be tried again:" << QString::fromStdString(told);
        } else if (done && !told.empty()) {
            told.clear();
            qCInfo(engineLog) << "upkeep works again";
        }
        m_store.waitForWork(Interval);
    }
}

} // namespace tinyobs
