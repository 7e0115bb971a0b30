#include "core/promql/eval/operator.h"

#include "core/promql/eval/evalcontext.h"
#include "core/promql/eval/labelops.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace tinyobs::promql {
namespace {

class RowsOperator : public Operator
{
public:
    RowsOperator(EvalContext &context, Rows rows)
        : m_context(context)
        , m_rows(std::move(rows))
    {
    }

    std::size_t size() const override { return m_rows.labels.size(); }
    Labels labels(std::size_t series) const override { return m_rows.labels[series]; }
    bool isUniqueWithoutName() const override { return m_rows.isUniqueWithoutName; }
    bool isOrdered() const override { return m_rows.isOrdered; }

    Result<void> next(RowBlock &block) override
    {
        if (m_isRead) {
            block.reset(0, m_rows.block.steps());
            return m_context.check();
        }
        m_isRead = true;
        block = std::move(m_rows.block);
        return m_context.check();
    }

private:
    EvalContext &m_context;
    Rows m_rows;
    bool m_isRead = false;
};

} // namespace

SeriesGroups Operator::group(const Grouping &grouping) const
{
    SeriesGroups groups;
    groups.groupOf.resize(size(), 0);
    if (grouping.names.empty() && !grouping.without) {
        if (size() > 0)
            groups.labels.emplace_back();
        return groups;
    }
    std::unordered_map<std::string, std::uint32_t> known;
    for (std::size_t i = 0; i < size(); ++i) {
        Labels key = groupLabels(labels(i), grouping.names, grouping.without);
        const auto [at, isNew] =
            known.try_emplace(key.bytes(), static_cast<std::uint32_t>(groups.labels.size()));
        if (isNew)
            groups.labels.push_back(std::move(key));
        groups.groupOf[i] = at->second;
    }
    return groups;
}

Result<RowBlock> readAll(Operator &source, std::size_t steps)
{
    RowBlock all;
    RowBlock block;
    if (auto read = source.next(all); !read)
        return Failure(read.error());
    // To the end also when all rows came at once: some find only there what they have to refuse.
    while (all.rows() > 0) {
        if (auto read = source.next(block); !read)
            return Failure(read.error());
        if (block.rows() == 0)
            break;
        all.reserve(source.size(), steps);
        all.append(std::move(block));
    }
    return all;
}

OperatorPtr makeRows(EvalContext &context, Rows rows)
{
    return std::make_unique<RowsOperator>(context, std::move(rows));
}

} // namespace tinyobs::promql
