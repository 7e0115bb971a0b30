#pragma once

// A set of series numbers as a compressed bitmap. Plain value.

#include <roaring/roaring.hh>

namespace roaring { // where CRoaring puts its classes since 1.0; before that they are global
}

namespace tinyobs {
namespace seriesset {
using namespace ::roaring;
using Bitmap = Roaring;
} // namespace seriesset

using SeriesSet = seriesset::Bitmap;

} // namespace tinyobs
