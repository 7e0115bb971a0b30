#pragma once

// Result<T>: a value or an Error. The one way in which TinyObs reports what can go wrong for a
// reason outside the code; std::expected takes its place when every supported compiler has it.

#include "core/base/error.h"

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace tinyobs {

template <typename T>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

/// Shorthand for the error side of a Result.
inline Failure fail(Error::Code code, std::string message)
{
    return Failure(Error{code, std::move(message)});
}

} // namespace tinyobs
