#include "tests/qml/openwindow.h"

#include <QSignalSpy>
#include <QTest>
#include <QtQml/qqmlextensionplugin.h>

Q_IMPORT_QML_PLUGIN(TinyObsPlugin)
Q_IMPORT_QML_PLUGIN(TinyObs_UiPlugin)

using namespace tinyobs;
using namespace tinyobs::test;
using namespace Qt::StringLiterals;

class TestStoragePage : public QObject
{
    Q_OBJECT

private:
    /// A shop, and a label that has another value in each series.
    static void openPage(OpenWindow &open)
    {
        open.sendShop();
        QByteArrayList elements;
        for (int user = 0; user < 400; ++user)
            elements.append("{\"name\":\"logins_total\",\"value\":1,\"labels\":{\"service\":"
                            "\"shop\",\"user_id\":\"" +
                            QByteArray::number(user) + "\"}}");
        QVERIFY(open.send(elements));
        QVERIFY(QTest::qWaitForWindowExposed(open.window()));
        QTest::keyClick(open.window(), Qt::Key_G);
        QTest::keyClick(open.window(), Qt::Key_S);
        QTRY_COMPARE(open.workbench().page(), u"storage"_s);
        QTRY_VERIFY(open.workbench().storage()->isLoaded());
        QTRY_VERIFY(!open.workbench().storage()->services().isEmpty());
    }

private Q_SLOTS:
    void showsWhatIsKeptAndWhatMakesItLarge()
    {
        for (const QString &theme : {u"light"_s, u"dark"_s}) {
            OpenWindow open(false, OpenWindow::Store::Disk);
            open.workbench().setThemeMode(theme);
            openPage(open);
            QTRY_VERIFY(open.withText(u"in 411 series"_s));
            QVERIFY(open.withText(u"15 d"_s));
            QTRY_VERIFY(open.withText(u"400, explodes"_s));
            QVERIFY(open.within(u"metrics"_s, u"logins_total"_s));
            open.savePicture(u"storage-"_s + theme);
        }
    }

    void triesOtherLimits()
    {
        OpenWindow open(false, OpenWindow::Store::Disk);
        openPage(open);
        const QString before = open.workbench().storage()->forecast(2, 15);
        QQuickItem *slider = open.named(u"daysSlider"_s);
        QVERIFY(slider);
        const QPoint middle = slider->mapToScene(QPointF(slider->width() / 2, 36)).toPoint();
        QTest::mouseClick(open.window(), Qt::LeftButton, {}, middle);
        QTRY_VERIFY(open.withText(u"Apply"_s)->isEnabled());
        open.click(open.withText(u"Apply"_s));
        QTRY_VERIFY(open.workbench().storage()->keepDays() > 100);
        QTRY_VERIFY(open.withText(u"Applied until the next start"_s));
        QCOMPARE(open.engine().retention().keepRaw().count() / 86'400'000,
                 qint64(open.workbench().storage()->keepDays()));
    }

    void deletesAMetricUnlessItIsTakenBack()
    {
        OpenWindow open(false, OpenWindow::Store::Disk);
        openPage(open);
        ui::StorageModel &model = *open.workbench().storage();
        QQuickItem *row = open.within(u"metrics"_s, u"logins_total"_s);
        QVERIFY(row);
        QTest::mouseMove(open.window(), OpenWindow::centre(row));
        QTRY_VERIFY(open.within(u"metrics"_s, u"Delete…"_s));
        open.click(open.within(u"metrics"_s, u"Delete…"_s));
        QQuickItem *sure = nullptr;
        QTRY_VERIFY((sure = open.within(u"metrics"_s, u"Delete 400 series"_s)));
        open.click(sure);
        QTRY_VERIFY(open.withText(u"The series of logins_total: deleted in"_s));
        open.click(open.withText(u"Undo"_s));
        QTRY_VERIFY(model.pendingText().isEmpty());
        QCOMPARE(open.engine().status().store.series, 411u);

        QSignalSpy done(&model, &ui::StorageModel::done);
        model.deleteMetric(u"logins_total"_s);
        model.deleteService(u"nobody"_s); // unknown: nothing happens
        // The next one does not wait for the first to run out.
        model.deleteMetric(u"deployments"_s);
        QTRY_COMPARE(done.size(), 1);
        QVERIFY2(done[0][0].toString().contains(u"400 series"_s),
                 qPrintable(done[0][0].toString()));
        model.undo();
    }
};

QTEST_MAIN(TestStoragePage)
#include "tst_storagepage.moc"
