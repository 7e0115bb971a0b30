#include "ui/chart/seriesstyle.h"

#include <QTest>

#include <algorithm>

using namespace tinyobs::ui;

namespace {

std::vector<std::string> keysOf(const std::vector<LabelMap> &all)
{
    std::vector<std::string> keys;
    for (const LabelMap &labels : all)
        keys.push_back(identityOf(labels));
    return keys;
}

QByteArray textOf(const std::vector<SeriesStyle> &styles)
{
    QByteArrayList texts;
    for (const SeriesStyle &style : styles)
        texts.append(QByteArray::number(style.color) + ':' + QByteArray::number(style.dash));
    return texts.join(' ');
}

} // namespace

class TestSeriesStyle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The expected styles are what the dashboard's lib/colors.ts answers for the same labels.
    void agreesWithTheDashboard()
    {
        QCOMPARE(textOf(assignStyles(keysOf({{{"service", "shop"}}}))), QByteArray("3:0"));
        std::vector<LabelMap> routes;
        for (const char *route :
             {"/checkout", "/api/v1/orders", "/api/v1/users", "/api/v1/products", "/health"})
            routes.push_back({{"service", "shop"}, {"route", route}});
        QCOMPARE(textOf(assignStyles(keysOf(routes))), QByteArray("2:0 3:0 7:0 1:0 4:0"));
    }

    void dashesBeyondEightAsTheDashboardDoes()
    {
        std::vector<LabelMap> all;
        for (int i = 0; i < 12; ++i)
            all.push_back({{"n", std::to_string(i)}});
        QCOMPARE(textOf(assignStyles(keysOf(all))),
                 QByteArray("0:0 3:0 7:0 2:0 4:0 5:0 2:1 5:1 0:1 3:1 1:0 6:0"));
    }

    void agreesOutsideAscii()
    {
        QCOMPARE(textOf(assignStyles(
                     keysOf({{{"city", "Zürich"}}, {{"city", "東京"}}, {{"city", "🚲"}}}))),
                 QByteArray("1:0 4:0 2:0"));
    }

    void doesNotDependOnTheOrder()
    {
        const std::vector<std::string> keys =
            keysOf({{{"a", "1"}}, {{"a", "2"}}, {{"a", "3"}}, {{"a", "4"}}, {{"a", "5"}}});
        std::vector<std::string> reversed(keys.rbegin(), keys.rend());
        std::vector<SeriesStyle> styles = assignStyles(reversed);
        std::reverse(styles.begin(), styles.end());
        QCOMPARE(textOf(styles), textOf(assignStyles(keys)));
    }
};

QTEST_APPLESS_MAIN(TestSeriesStyle)
#include "tst_seriesstyle.moc"
