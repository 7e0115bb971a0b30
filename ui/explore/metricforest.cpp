#include "ui/explore/metricforest.h"

#include "ui/text/fuzzymatch.h"

#include <algorithm>
#include <optional>

namespace tinyobs::ui {
namespace {

constexpr double BehindNames = 1000; // what matches by help alone comes after all names

/// Help and labels match by whole pieces: fuzzily, any long text would.
bool isMentioned(const Family &family, const std::string &word)
{
    const auto contains = [&word](const std::string &text) {
        return std::search(text.begin(), text.end(), word.begin(), word.end(), [](char a, char b) {
                   return (a >= 'A' && a <= 'Z' ? char(a - 'A' + 'a') : a) == b;
               }) != text.end();
    };
    return contains(family.help) ||
           std::any_of(family.labels.begin(), family.labels.end(), contains);
}

std::string lowered(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return text;
}

} // namespace

bool isNamed(const Family &family, const std::string &metric)
{
    return !metric.empty() && (family.name == metric || family.bucket == metric ||
                               family.sum == metric || family.count == metric);
}

const MetricForest::Service *MetricForest::find(const std::string &service) const
{
    const auto found =
        std::find_if(services.begin(), services.end(),
                     [&service](const Service &each) { return each.name == service; });
    return found == services.end() ? nullptr : &*found;
}

const Family *MetricForest::find(const std::string &service, const std::string &metric) const
{
    for (const Service &each : services) {
        if (!service.empty() && each.name != service)
            continue;
        const auto found =
            std::find_if(each.families.begin(), each.families.end(),
                         [&metric](const Family &family) { return isNamed(family, metric); });
        if (found != each.families.end())
            return &*found;
    }
    return nullptr;
}

std::shared_ptr<const MetricForest> makeForest(const Catalog &catalog)
{
    auto forest = std::make_shared<MetricForest>();
    for (const CatalogService &service : catalog.services) {
        forest->services.push_back(
            {service.name, service.label, service.internal, familiesOf(service.metrics)});
        forest->families += forest->services.back().families.size();
    }
    return forest;
}

std::vector<MetricForest::Place> searchForest(const MetricForest &forest,
                                              const std::string &pattern, std::size_t most,
                                              const CancelToken &cancel)
{
    struct Match
    {
        MetricForest::Place place;
        double score;
    };
    const FuzzyPattern fuzzy(pattern);
    const std::string word = lowered(pattern);
    std::vector<Match> matches;
    for (std::size_t i = 0; i < forest.services.size(); ++i) {
        const MetricForest::Service &service = forest.services[i];
        for (std::size_t j = 0; j < service.families.size(); ++j) {
            if (cancel.isCancelled())
                return {};
            const Family &family = service.families[j];
            std::optional<double> score = fuzzy.score(family.name + ' ' + service.name);
            if (!score && isMentioned(family, word))
                score = -BehindNames;
            if (score)
                matches.push_back({{i, int(j)}, *score});
        }
    }
    std::stable_sort(matches.begin(), matches.end(),
                     [](const Match &a, const Match &b) { return a.score > b.score; });
    matches.resize(std::min(matches.size(), most));
    std::stable_sort(matches.begin(), matches.end(), [](const Match &a, const Match &b) {
        return a.place.service < b.place.service;
    });
    std::vector<MetricForest::Place> places;
    places.reserve(matches.size());
    for (const Match &match : matches)
        places.push_back(match.place);
    return places;
}

} // namespace tinyobs::ui
