// The window at work. First a page of twelve charts that gets a sample of each of its sixty series
// a second: what that costs of a core. Then 100,000 samples a second while a page is open and drawn
// without a pause: the time between frames, and how long the GUI thread was not free. Also the
// start to the first frame and the resident memory. Arguments: seconds to measure (default 10).

#include "core/base/process.h"
#include "tests/qml/openwindow.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QQuickStyle>
#include <QTimer>
#include <QtQml/qqmlextensionplugin.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <thread>
#include <vector>

Q_IMPORT_QML_PLUGIN(TinyObsPlugin)
Q_IMPORT_QML_PLUGIN(TinyObs_UiPlugin)

using namespace tinyobs;
using namespace std::chrono_literals;

namespace {

constexpr int Metrics = 12;
constexpr int SeriesPerMetric = 5;
constexpr int HeartbeatMs = 2;

struct Rate
{
    int documentsPerSecond;
    int samplesPerDocument;
};
constexpr Rate Calm{1, Metrics *SeriesPerMetric};
constexpr Rate Heavy{100, 1000};

/// Sends documents at a rate until told to stop.
class Load
{
public:
    Load(test::OpenWindow &open, Rate rate)
        : m_thread([this, &open, rate] { run(open, rate); })
    {
    }
    ~Load()
    {
        m_stop = true;
        m_thread.join();
    }
    std::size_t stored() const { return m_stored; }

private:
    void run(test::OpenWindow &open, Rate rate)
    {
        auto next = std::chrono::steady_clock::now();
        for (int document = 0; !m_stop; ++document) {
            QByteArrayList elements;
            const TimeMs now = open.nowMs();
            for (int i = 0; i < rate.samplesPerDocument; ++i) {
                const int series = i % (Metrics * SeriesPerMetric);
                elements.append(test::OpenWindow::element(
                    "work_" + QByteArray::number(series % Metrics) + "_items",
                    "/" + QByteArray::number(series / Metrics),
                    now - (rate.samplesPerDocument - i) / 100,
                    std::sin(document / 50.0 + series) + (document * 7 + i) % 5));
            }
            if (const auto report = open.send(elements))
                m_stored += report->stored;
            next += std::chrono::milliseconds(1000 / rate.documentsPerSecond);
            std::this_thread::sleep_until(next);
        }
    }

    std::atomic_bool m_stop = false;
    std::atomic_size_t m_stored = 0;
    std::thread m_thread;
};

void report(const char *what, std::vector<double> values)
{
    if (values.empty())
        return;
    std::sort(values.begin(), values.end());
    const auto at = [&values](double share) {
        return values[std::size_t(share * double(values.size() - 1))];
    };
    std::printf("  %-28s median %6.1f  p95 %6.1f  p99 %6.1f  max %6.1f ms  (%zu)\n", what, at(0.5),
                at(0.95), at(0.99), values.back(), values.size());
}

/// Lets the event loop run and measures it. The window is told to draw on, as while animating.
void measure(const char *page, test::OpenWindow &open, int seconds)
{
    std::vector<double> frames;
    std::vector<double> blocked;
    QElapsedTimer sinceFrame;
    QElapsedTimer sinceBeat;
    QTimer heartbeat;
    heartbeat.setTimerType(Qt::PreciseTimer);
    QObject::connect(open.window(), &QQuickWindow::frameSwapped, &heartbeat, [&] {
        if (sinceFrame.isValid())
            frames.push_back(double(sinceFrame.nsecsElapsed()) / 1e6);
        sinceFrame.start();
        open.window()->update();
    });
    QObject::connect(&heartbeat, &QTimer::timeout, &heartbeat, [&] {
        if (sinceBeat.isValid())
            blocked.push_back(std::max(0.0, double(sinceBeat.nsecsElapsed()) / 1e6 - HeartbeatMs));
        sinceBeat.start();
    });
    heartbeat.start(HeartbeatMs);
    open.window()->update();
    QTimer::singleShot(seconds * 1000, qApp, &QCoreApplication::quit);
    QApplication::exec();
    std::printf("%s\n", page);
    report("between frames", frames);
    report("GUI thread not free for", blocked);
}

double cpuSeconds(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

/// Lets the window draw when it wants to, and tells what that took of a core.
void measureCost(const char *page, int seconds)
{
    const double gui = cpuSeconds(CLOCK_THREAD_CPUTIME_ID);
    const double all = cpuSeconds(CLOCK_PROCESS_CPUTIME_ID);
    QTimer::singleShot(seconds * 1000, qApp, &QCoreApplication::quit);
    QApplication::exec();
    const auto share = [seconds](double now, double before) {
        return 100 * (now - before) / seconds;
    };
    std::printf("%s\n  of a core                    GUI thread %5.1f %%  process %5.1f %%\n", page,
                share(cpuSeconds(CLOCK_THREAD_CPUTIME_ID), gui),
                share(cpuSeconds(CLOCK_PROCESS_CPUTIME_ID), all));
}

void waitFor(std::chrono::milliseconds duration)
{
    QTimer::singleShot(duration, qApp, &QCoreApplication::quit);
    QApplication::exec();
}

double residentMiB()
{
    return double(residentBytes()) / 1048576;
}

} // namespace

int main(int argc, char *argv[])
{
    QElapsedTimer sinceStart;
    sinceStart.start();
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    const int seconds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 10;

    test::OpenWindow open(true);
    QObject::connect(open.window(), &QQuickWindow::frameSwapped, &application,
                     &QCoreApplication::quit, Qt::SingleShotConnection);
    QApplication::exec();
    std::printf("start to first frame            %6.1f ms\n",
                double(sinceStart.nsecsElapsed()) / 1e6);
    waitFor(3s);
    std::printf("resident, idle                  %6.1f MiB\n", residentMiB());

    open.workbench().range()->setSpan(300'000);
    open.window()->resize(1920, 1400);
    {
        const Load calm(open, Calm);
        waitFor(5s);
        open.workbench().overview()->toggleExpanded(0);
        waitFor(3s);
        measureCost("overview, 12 charts x 5 series, a sample of each a second", seconds);
    }
    const Load load(open, Heavy);
    QElapsedTimer underLoad;
    underLoad.start();
    waitFor(5s);
    // All twelve charts, the service's tile and more can be seen at once.
    measure("overview, 1920x1400, 12 charts x 5 series and the service's tile", open, seconds);
    open.workbench().openMetric(QStringLiteral("shop"), QStringLiteral("work_3_items"));
    measure("explore, 1920x1400, 1 chart x 5 series", open, seconds);
    std::printf("samples a second                %6.0f\n",
                double(load.stored()) * 1000 / double(underLoad.elapsed()));
    std::printf("resident, after the load        %6.1f MiB\n", residentMiB());
    return 0;
}
