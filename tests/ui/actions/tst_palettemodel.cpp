#include "ui/actions/palettemodel.h"

#include "core/engine/querypool.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace tinyobs;
using namespace tinyobs::ui;
using namespace Qt::StringLiterals;

class TestPaletteModel : public QObject
{
    Q_OBJECT

private:
    struct Bench
    {
        explicit Bench(int metrics = 100)
        {
            Catalog all;
            all.services.push_back({"shop", false, 1, 0, {}});
            for (int i = 0; i < metrics; ++i)
                all.services[0].metrics.push_back({.name = "request_metric_" + std::to_string(i),
                                                   .kind = MetricKind::Gauge,
                                                   .unit = "seconds",
                                                   .labels = {},
                                                   .help = i == 7 ? "All about giraffes" : ""});
            model.setForest(makeForest(all));
            model.setMetricOpener([this](const QString &id) { opened.append(id); });
            model.addSource(
                u"action"_s,
                [] {
                    return std::vector<PaletteEntry>{
                        {u"action"_s, u"refresh"_s, u"Refresh"_s, u"Time"_s},
                        {u"action"_s, u"theme"_s, u"Next theme"_s, u"Window"_s}};
                },
                [this](const QString &id) { opened.append(id); });
        }
        QStringList titles() const
        {
            QStringList list;
            for (int row = 0; row < model.rowCount(); ++row)
                list.append(model.index(row).data(PaletteModel::Title).toString());
            return list;
        }

        QTemporaryDir folder;
        QSettings settings{folder.filePath(u"palette.ini"_s), QSettings::IniFormat};
        QueryPool pool{1};
        PaletteModel model{pool, settings};
        QStringList opened;
    };

private Q_SLOTS:
    void findsActionsBeforeMetricsThatMatchLess()
    {
        Bench bench;
        bench.model.setPattern(u"re"_s);
        QTRY_VERIFY(bench.model.rowCount() > 2);
        QCOMPARE(bench.titles().first(), u"Refresh"_s);
        QCOMPARE(bench.model.rowCount(), int(PaletteModel::MaxRows));
        QCOMPARE(bench.model.moreText(), u"and 51 more"_s);
    }

    void findsAMetricByItsHelp()
    {
        Bench bench;
        bench.model.setPattern(u"giraffe"_s);
        QTRY_COMPARE(bench.titles(), QStringList{u"request_metric_7"_s});
        QCOMPARE(bench.model.index(0).data(PaletteModel::Detail).toString(),
                 u"gauge · seconds · shop · All about giraffes"_s);
        bench.model.open(0);
        QCOMPARE(bench.opened, QStringList{u"shop\nrequest_metric_7"_s});
    }

    void offersWhatWasChosenOfLate()
    {
        Bench bench;
        bench.model.setPattern(QString());
        QCOMPARE(bench.titles(), (QStringList{u"Refresh"_s, u"Next theme"_s}));
        bench.model.open(1);
        bench.model.setPattern(u"metric_42"_s);
        QTRY_COMPARE(bench.titles().value(0), u"request_metric_42"_s);
        bench.model.open(0);
        bench.model.setPattern(QString());
        QCOMPARE(bench.titles(), (QStringList{u"request_metric_42"_s, u"Next theme"_s}));
        for (int i = 0; i < 40; ++i) {
            bench.model.setPattern(u"metric_%1"_s.arg(i));
            QTRY_VERIFY(bench.titles().value(0).endsWith(u"_%1"_s.arg(i)));
            bench.model.open(0);
        }
        bench.model.setPattern(QString());
        QCOMPARE(bench.model.rowCount(), int(PaletteModel::MaxRecent));
    }

    void searchesManyWithoutWaiting()
    {
        Bench bench(100'000);
        QSignalSpy answered(&bench.model, &PaletteModel::answered);
        for (const QString &pattern : {u"r"_s, u"re"_s, u"req"_s, u"request_metric_99999"_s})
            bench.model.setPattern(pattern);
        QCOMPARE(answered.size(), 0); // nothing was searched here
        QTRY_COMPARE(bench.titles().value(0), u"request_metric_99999"_s);
        QCOMPARE(answered.size(), 1); // what was superseded said nothing
    }

    void takesHostilePatterns()
    {
        Bench bench;
        for (const QString &pattern :
             {QString(10'000, u'x'), u"\u0000\u202e"_s, u"   "_s, u"%1 %2"_s}) {
            bench.model.setPattern(pattern);
            QCoreApplication::processEvents();
        }
        bench.model.open(-1);
        bench.model.open(1000);
        QVERIFY(bench.opened.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestPaletteModel)
#include "tst_palettemodel.moc"
