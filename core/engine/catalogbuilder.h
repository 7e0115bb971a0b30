#pragma once

// Makes the catalog from the store's list of series. A plain function, usable in any thread.

#include "core/base/clock.h"
#include "core/engine/catalog.h"
#include "core/engine/metricdescription.h"
#include "core/storage/store.h"

#include <cstdint>
#include <memory>

namespace tinyobs {

/// The values of the label `job` that the server gives to what it watches by itself.
bool isInternalJob(std::string_view job);

/// Of native histograms the list holds their counts.
std::shared_ptr<const Catalog> buildCatalog(const SeriesList &series, const MetadataLookup &lookup,
                                            std::uint64_t generation, TimeMs nowMs);

} // namespace tinyobs
