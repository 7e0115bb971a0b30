#pragma once

// What a dashboard may be: files come from strangers. Checked by the reader, kept by the importer.

#include "core/promql/syntax/parser.h"

#include <cstddef>

namespace tinyobs::dashboard {

inline constexpr std::size_t MaxDocumentBytes = 4u << 20;
inline constexpr std::size_t MaxPanels = 500;
inline constexpr std::size_t MaxQueries = 26; // of a panel: A to Z
inline constexpr std::size_t MaxVariables = 50;
inline constexpr std::size_t MaxValues = 1000; // options and choices of a variable
inline constexpr std::size_t MaxThresholds = 20;
inline constexpr std::size_t MaxTags = 50;
inline constexpr std::size_t MaxNameBytes = 200;       // titles, names, labels, tags, values
inline constexpr std::size_t MaxTextBytes = 64u << 10; // Markdown, descriptions
inline constexpr std::size_t MaxExprBytes = promql::MaxQueryBytes;
inline constexpr int MaxPlace = 10'000; // rows of the grid
inline constexpr int MaxDecimals = 15;
inline constexpr std::size_t MaxNotes = 1000; // remarks of a reader or an importer

} // namespace tinyobs::dashboard
