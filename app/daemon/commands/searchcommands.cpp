#include "app/daemon/commands/askcommands.h"
#include "app/daemon/commands/askoptions.h"
#include "app/daemon/print/seriestable.h"
#include "core/base/plaintext.h"

#include <algorithm>

namespace tinyobs::daemon {
namespace {

Result<Pairs> readParameters(const CommandLine &line, TimeMs nowMs)
{
    Pairs parameters;
    for (const std::string_view option : {"start", "end"}) {
        if (const Result<void> added = addTime(parameters, line, option, nowMs); !added)
            return Failure(added.error());
    }
    if (const Result<void> added = addLimit(parameters, line); !added)
        return Failure(added.error());
    return parameters;
}

std::string listOf(const std::vector<std::string> &lines)
{
    std::string text;
    for (const std::string &line : lines)
        text += plainText(line, line.size() * 3) + '\n';
    return text;
}

std::string seriesCsv(const SeriesAnswer &answer)
{
    SeriesCsv csv(answer.series, {}, {});
    for (const Pairs &labels : answer.series)
        csv.add({}, labels, {});
    return csv.text();
}

std::string namesCsv(const NamesAnswer &answer, const std::string &title)
{
    SeriesCsv csv({}, {title}, {});
    for (const std::string &name : answer.names)
        csv.add({name}, {}, {});
    return csv.text();
}

std::vector<std::string> textsOf(const SeriesAnswer &answer)
{
    std::vector<std::string> texts;
    for (const Pairs &labels : answer.series)
        texts.push_back(seriesText(labels));
    return texts;
}

/// A label's name within a path: letters as they are, others by their code (U__http_2e_route).
std::string escapedName(std::string_view name)
{
    const auto isPlain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    if (std::ranges::all_of(name, [&](char c) { return isPlain(c) || c == '_'; }) &&
        !name.starts_with("U__"))
        return std::string(name);
    std::string out = "U__";
    for (const char32_t code : QString::fromUtf8(name.data(), qsizetype(name.size())).toUcs4()) {
        if (code < 0x80 && isPlain(static_cast<char>(code)))
            out += static_cast<char>(code);
        else if (code == '_')
            out += "__";
        else
            out += '_' + QByteArray::number(quint32(code), 16).toStdString() + '_';
    }
    return out;
}

/// Asks, reads and prints; `table` and `csv` make the text.
template <typename Read, typename Print>
ExitStatus answerTo(const CommandLine &line, std::string_view path,
                    const std::vector<std::string_view> &selectors, Read read, Print print)
{
    const Result<Shape> shape = readShape(line);
    if (!shape)
        return complain(ExitStatus::Usage, shape.error().message);
    ExitStatus status = ExitStatus::Success;
    const std::unique_ptr<Source> source = openSource(line, status);
    if (!source)
        return status;
    Result<Pairs> parameters = readParameters(line, source->nowMs());
    if (!parameters)
        return complain(ExitStatus::Usage, parameters.error().message);
    for (const std::string_view selector : selectors)
        parameters->emplace_back("match[]", selector);
    const Result<std::string> body = source->ask(path, *parameters);
    if (!body)
        return complainOfAnswer(body.error());
    const auto answer = read(*body);
    if (!answer)
        return complainOfAnswer(answer.error());
    printRemarks(answer->remarks);
    const std::string text = *shape == Shape::Json ? answer->data + "\n" : print(*answer, *shape);
    const Screen screen = standardOutput();
    if (text.empty())
        noteNothingFound(screen);
    return leaveAfterWriting(writeData(screen, text));
}

} // namespace

ExitStatus runSeries(const CommandLine &line)
{
    const std::vector<std::string_view> selectors(line.arguments.begin(), line.arguments.end());
    return answerTo(line, "/api/v1/series", selectors, readSeriesAnswer,
                    [](const SeriesAnswer &answer, Shape shape) {
                        return shape == Shape::Csv ? seriesCsv(answer) : listOf(textsOf(answer));
                    });
}

ExitStatus runLabels(const CommandLine &line)
{
    const bool isOfOne = !line.arguments.empty();
    const std::string title = isOfOne ? line.arguments.front() : std::string("label");
    const std::string path =
        isOfOne ? "/api/v1/label/" + escapedName(title) + "/values" : "/api/v1/labels";
    return answerTo(line, path, line.all("match"), readNamesAnswer,
                    [&title](const NamesAnswer &answer, Shape shape) {
                        return shape == Shape::Csv ? namesCsv(answer, title) : listOf(answer.names);
                    });
}

} // namespace tinyobs::daemon
