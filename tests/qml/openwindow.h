#pragma once

// The real window over a real engine, without a server: for the tests and the benchmark of the
// window. Settings go to a folder of their own. GUI thread.

#include "core/base/clock.h"
#include "core/engine/engine.h"
#include "core/engine/hostmetrics.h"
#include "core/engine/metricsource.h"
#include "core/engine/selfmetrics.h"
#include "ui/workbench.h"

#include <QCoreApplication>
#include <QDir>
#include <QImage>
#include <QQmlApplicationEngine>
#include <QQuickItem>
#include <QQuickWindow>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <functional>

namespace tinyobs::test {

class OpenWindow
{
public:
    enum class Store { Memory, Disk };

    explicit OpenWindow(bool watchesItself = false, Store store = Store::Memory)
        : m_engine(settings(m_folder.path()), m_clock)
        , m_memory(m_folder.filePath(QStringLiteral("window.ini")), QSettings::IniFormat)
        , m_workbench((start(watchesItself, store), m_engine), m_memory)
    {
        m_workbench.setServer(QStringLiteral("127.0.0.1:8080"));
        m_qml.addImportPath(QStringLiteral("qrc:/qt/qml"));
        m_qml.setInitialProperties(
            {{QStringLiteral("workbench"), QVariant::fromValue(&m_workbench)}});
        m_qml.load(QUrl(QStringLiteral("qrc:/qt/qml/TinyObs/Main.qml")));
    }
    ~OpenWindow() { m_engine.stop(); }

    Engine &engine() { return m_engine; }
    ui::Workbench &workbench() { return m_workbench; }
    QQuickWindow *window() const
    {
        return m_qml.rootObjects().isEmpty()
                   ? nullptr
                   : qobject_cast<QQuickWindow *>(m_qml.rootObjects().first());
    }
    QString dashboardFolder() const { return m_folder.filePath(QStringLiteral("dashboards")); }
    TimeMs nowMs() const { return m_clock.nowMs(); }

    /// Sends one document; the elements are JSON objects.
    Result<IngestReport> send(const QByteArrayList &elements)
    {
        const QByteArray body = "{\"metrics\":[" + elements.join(',') + "]}";
        return m_engine.ingest({.body = {body.constData(), std::size_t(body.size())}});
    }

    /// A shop with five routes over the last half hour: a counter, a gauge, and a gap in it.
    void sendShop()
    {
        const char *const routes[] = {"/", "/cart", "/checkout", "/search", "/health"};
        QByteArrayList elements;
        for (int route = 0; route < 5; ++route) {
            double total = 0;
            for (int i = 0; i <= 360; ++i) {
                const TimeMs timeMs = nowMs() - 1'800'000 + i * 5000;
                const double wave = 1 + 0.5 * std::sin(i / 20.0 + route) + 0.1 * ((i * 7) % 5);
                total += wave * 20 * (route + 1);
                elements.append(element("http_requests_total", routes[route], timeMs, total));
                if (i < 150 || i > 200)
                    elements.append(element("queue_latency_seconds", routes[route], timeMs,
                                            wave * 0.03 * (route + 1)));
            }
        }
        elements.append(element("deployments", "/", nowMs() - 60'000, 1));
        send(elements);
    }

    static QByteArray element(const QByteArray &name, const QByteArray &route, TimeMs timeMs,
                              double value)
    {
        return "{\"name\":\"" + name + "\",\"value\":" + QByteArray::number(value, 'g', 12) +
               ",\"timestamp\":" + QByteArray::number(qint64(timeMs)) +
               ",\"labels\":{\"service\":\"shop\",\"route\":\"" + route + "\"}}";
    }

    /// The first item below `root` that fits, in the order of the tree; only visible ones.
    static QQuickItem *find(QQuickItem *root, const std::function<bool(QQuickItem *)> &fits)
    {
        if (!root->isVisible())
            return nullptr;
        if (fits(root))
            return root;
        const QList<QQuickItem *> children = root->childItems();
        for (QQuickItem *child : children) {
            if (QQuickItem *found = find(child, fits))
                return found;
        }
        return nullptr;
    }
    QQuickItem *withText(const QString &text) const
    {
        return find(window()->contentItem(), [&text](QQuickItem *item) {
            return item->property("text").toString().contains(text);
        });
    }
    /// Delegates are not found by findChild(): these are.
    QQuickItem *named(const QString &name) const
    {
        return find(window()->contentItem(),
                    [&name](QQuickItem *item) { return item->objectName() == name; });
    }
    /// With exactly this text, below the item of this name.
    QQuickItem *within(const QString &name, const QString &text) const
    {
        QQuickItem *root = named(name);
        return !root ? nullptr : find(root, [&text](QQuickItem *item) {
            return item->property("text").toString() == text;
        });
    }
    static QPoint centre(QQuickItem *item)
    {
        return item->mapToScene(QPointF(item->width() / 2, item->height() / 2)).toPoint();
    }
    void click(QQuickItem *item, Qt::KeyboardModifiers modifiers = {}) const
    {
        QVERIFY(item);
        QTest::mouseClick(window(), Qt::LeftButton, modifiers, centre(item));
    }
    /// Presses, moves in steps as a hand does, and lets go.
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}) const
    {
        constexpr int Steps = 8;
        QTest::mousePress(window(), Qt::LeftButton, modifiers, from);
        for (int i = 1; i <= Steps; ++i) {
            QTest::mouseMove(window(), from + (to - from) * i / Steps);
            QTest::qWait(5);
        }
        QTest::mouseRelease(window(), Qt::LeftButton, modifiers, to);
    }
    /// Kept beside the tests, to be looked at.
    QImage savePicture(const QString &name) const
    {
        const QImage picture = window()->grabWindow();
        QDir folder(QCoreApplication::applicationDirPath());
        folder.mkpath(QStringLiteral("pictures"));
        picture.save(folder.filePath(QStringLiteral("pictures/") + name + QStringLiteral(".png")));
        return picture;
    }
    QQuickItem *ofType(const QByteArray &type) const
    {
        return find(window()->contentItem(), [&type](QQuickItem *item) {
            return QByteArray(item->metaObject()->className()).startsWith(type + "_QMLTYPE");
        });
    }

private:
    static Settings settings(const QString &folder)
    {
        Settings settings;
        settings.dashboardsDir = (folder + QStringLiteral("/dashboards")).toStdString();
        settings.watchInterval = std::chrono::milliseconds(500);
        return settings;
    }
    void start(bool watchesItself, Store store)
    {
        if (watchesItself) {
            m_engine.addMetricSource(makeSelfMetrics(m_engine));
            if (auto host = makeHostMetrics())
                m_engine.addMetricSource(std::move(host));
        }
        if (store == Store::Disk) {
            QDir(m_folder.path()).mkdir(QStringLiteral("data"));
            QVERIFY(m_engine.open(m_folder.filePath(QStringLiteral("data")).toStdString()));
        }
        m_engine.start();
    }

    SystemClock m_clock;
    QTemporaryDir m_folder;
    Engine m_engine;
    QSettings m_memory;
    ui::Workbench m_workbench;
    QQmlApplicationEngine m_qml;
};

} // namespace tinyobs::test
