#include <QColor>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QQmlComponent>
#include <QQmlEngine>
#include <QTest>
#include <QtQml/qqmlextensionplugin.h>

#include <memory>

Q_IMPORT_QML_PLUGIN(TinyObsPlugin)
Q_IMPORT_QML_PLUGIN(TinyObs_UiPlugin)

using namespace Qt::StringLiterals;

namespace {

QJsonObject tokens()
{
    QFile file(QStringLiteral(TINYOBS_SOURCE_DIR "/resources/tokens.json"));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object()
                                          : QJsonObject();
}

} // namespace

/// Theme.qml against the one table of tokens.
class TestTheme : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QQmlEngine> m_engine;
    std::unique_ptr<QObject> m_holder;

    QObject *theme() const { return m_holder->property("theme").value<QObject *>(); }

private Q_SLOTS:
    void initTestCase()
    {
        m_engine = std::make_unique<QQmlEngine>();
        m_engine->addImportPath(u"qrc:/qt/qml"_s);
        QQmlComponent component(m_engine.get());
        component.setData(
            "import QtQml\nimport TinyObs\nQtObject { property QtObject theme: Theme }", {});
        m_holder.reset(component.create());
        QVERIFY2(m_holder, qPrintable(component.errorString()));
        QVERIFY(!tokens().isEmpty());
    }

    void hasTheColours_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::newRow("light") << u"light"_s;
        QTest::newRow("dark") << u"dark"_s;
    }
    void hasTheColours()
    {
        QFETCH(QString, mode);
        theme()->setProperty("dark", mode == "dark"_L1);
        const QJsonObject colors = tokens()["color"_L1][mode].toObject();
        QCOMPARE(colors.size(), 13);
        for (auto it = colors.begin(); it != colors.end(); ++it) {
            const QVariant mine = theme()->property(it.key().toUtf8());
            QVERIFY2(mine.isValid(), qPrintable(it.key()));
            QCOMPARE(mine.value<QColor>(), QColor(it.value().toString()));
        }
        const QJsonArray series = tokens()["series"_L1][mode].toArray();
        QCOMPARE(series.size(), 8);
        for (int i = 0; i < series.size(); ++i) {
            QColor mine;
            QVERIFY(QMetaObject::invokeMethod(theme(), "series", Q_RETURN_ARG(QColor, mine),
                                              Q_ARG(int, i)));
            QCOMPARE(mine, QColor(series[i].toString()));
        }
    }

    void hasTheSizes_data()
    {
        QTest::addColumn<QString>("group");
        QTest::addColumn<QString>("token");
        QTest::addColumn<QByteArray>("property");
        const auto row = [](const char *group, const char *token, const char *property) {
            QTest::newRow(qPrintable(u"%1 of %2"_s.arg(QLatin1String(token), QLatin1String(group))))
                << QString::fromLatin1(group) << QString::fromLatin1(token) << QByteArray(property);
        };
        row("fontSize", "axis", "axisSize");
        row("fontSize", "secondary", "secondarySize");
        row("fontSize", "code", "codeSize");
        row("fontSize", "body", "bodySize");
        row("fontSize", "title", "titleSize");
        row("fontSize", "pageTitle", "pageTitleSize");
        row("fontSize", "big", "bigSize");
        row("space", "unit", "unit");
        row("space", "page", "pagePadding");
        row("space", "gap", "gap");
        row("space", "panel", "panelPadding");
        row("radius", "panel", "panelRadius");
        row("radius", "control", "controlRadius");
        row("size", "rail", "rail");
        row("size", "topBar", "topBar");
        row("size", "statusBar", "statusBar");
        row("size", "control", "control");
        row("size", "controlInPanel", "controlInPanel");
        row("size", "icon", "icon");
        row("size", "iconStroke", "iconStroke");
        row("chart", "lineWidth", "lineWidth");
        row("chart", "areaOpacity", "areaOpacity");
        row("chart", "selectionOpacity", "selectionOpacity");
        row("motion", "fadeMs", "fadeMs");
    }
    void hasTheSizes()
    {
        QFETCH(QString, group);
        QFETCH(QString, token);
        QFETCH(QByteArray, property);
        const QVariant mine = theme()->property(property);
        QVERIFY(mine.isValid());
        QVERIFY(tokens()[group][token].isDouble());
        QCOMPARE(mine.toDouble(), tokens()[group][token].toDouble());
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
