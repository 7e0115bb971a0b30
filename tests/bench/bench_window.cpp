// The window under load: 100,000 samples a second come in while a page is open. Tells the time
// between frames, how long the GUI thread was not free, the start to the first frame and the
// resident memory. Arguments: seconds to measure (default 10).

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
#include <thread>
#include <vector>

Q_IMPORT_QML_PLUGIN(TinyObsPlugin)
Q_IMPORT_QML_PLUGIN(TinyObs_UiPlugin)

using namespace tinyobs;
using namespace std::chrono_literals;

namespace {

constexpr int Metrics = 12;
constexpr int SeriesPerMetric = 5;
constexpr int DocumentsPerSecond = 100;
constexpr int SamplesPerDocument = 1000;
constexpr int HeartbeatMs = 2;

/// Sends a document of 1000 samples, 100 times a second, until told to stop.
class Load
{
public:
    explicit Load(test::OpenWindow &open)
        : m_thread([this, &open] { run(open); })
    {
    }
    ~Load()
    {
        m_stop = true;
        m_thread.join();
    }
    std::size_t stored() const { return m_stored; }

private:
    void run(test::OpenWindow &open)
    {
        auto next = std::chrono::steady_clock::now();
        for (int document = 0; !m_stop; ++document) {
            QByteArrayList elements;
            const TimeMs now = open.nowMs();
            for (int i = 0; i < SamplesPerDocument; ++i) {
                const int series = i % (Metrics * SeriesPerMetric);
                elements.append(test::OpenWindow::element(
                    "work_" + QByteArray::number(series % Metrics) + "_items",
                    "/" + QByteArray::number(series / Metrics),
                    now - (SamplesPerDocument - i) / 100,
                    std::sin(document / 50.0 + series) + (document * 7 + i) % 5));
            }
            if (const auto report = open.send(elements))
                m_stored += report->stored;
            next += std::chrono::milliseconds(1000 / DocumentsPerSecond);
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
    const Load load(open);
    QElapsedTimer underLoad;
    underLoad.start();
    waitFor(5s);
    // All twelve charts, the service's tile and more can be seen at once.
    open.window()->resize(1920, 1400);
    open.workbench().overview()->toggleExpanded(0);
    waitFor(3s);
    measure("overview, 1920x1400, 12 charts x 5 series and the service's tile", open, seconds);
    open.workbench().openMetric(QStringLiteral("shop"), QStringLiteral("work_3_items"));
    measure("explore, 1920x1400, 1 chart x 5 series", open, seconds);
    std::printf("samples a second                %6.0f\n",
                double(load.stored()) * 1000 / double(underLoad.elapsed()));
    std::printf("resident, after the load        %6.1f MiB\n", residentMiB());
    return 0;
}
