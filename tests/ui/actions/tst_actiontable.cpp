#include "ui/actions/actionmodel.h"
#include "ui/actions/actiontable.h"

#include <QKeySequence>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace tinyobs::ui;
using namespace Qt::StringLiterals;

class TestActionTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasEachIdAndKeyOnce()
    {
        ActionModel model;
        QSet<QString> ids;
        QSet<QString> keys;
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex index = model.index(row);
            const QString id = index.data(ActionModel::Id).toString();
            QVERIFY2(!ids.contains(id), qPrintable(id));
            ids.insert(id);
            QVERIFY(!index.data(ActionModel::Text).toString().isEmpty());
            const QStringList sequences = index.data(ActionModel::Keys).toStringList();
            for (const QString &key : sequences) {
                const QKeySequence sequence(key);
                QVERIFY2(!sequence.isEmpty(), qPrintable(key));
                QVERIFY2(!keys.contains(sequence.toString()), qPrintable(key));
                keys.insert(sequence.toString());
            }
        }
        // A key that begins a sequence cannot be one by itself.
        for (const QString &key : keys) {
            for (const QString &other : keys)
                QVERIFY2(key == other || !other.startsWith(key + u", "_s), qPrintable(key));
        }
    }

    void runsKnownOnes()
    {
        ActionModel model;
        QSignalSpy triggered(&model, &ActionModel::triggered);
        for (const ActionRow &row : actionTable())
            model.run(QString::fromLatin1(row.id));
        QCOMPARE(std::size_t(triggered.size()), actionTable().size());
        model.run(u"no-such-thing"_s);
        QCOMPARE(std::size_t(triggered.size()), actionTable().size());
    }

    void saysKeysInWords()
    {
        QCOMPARE(ActionModel::keyText(u"G,H"_s), u"g then h"_s);
        QCOMPARE(ActionModel::keyText(u"Ctrl+,"_s), u"Ctrl+,"_s);
        QCOMPARE(ActionModel::keyText(u"F1"_s), u"F1"_s);
    }
};

QTEST_MAIN(TestActionTable)
#include "tst_actiontable.moc"
