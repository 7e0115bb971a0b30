#pragma once

// Numbers, times and labels as Prometheus' HTTP API writes them, appended to bytes. Plain
// functions, usable in any thread.

#include "core/base/clock.h"
#include "core/model/labels.h"

#include <QByteArray>

#include <cstddef>
#include <span>
#include <string_view>

namespace tinyobs::server {

/// Room for a point: [1435781451.781,"1.5"] of any time and value.
inline constexpr std::size_t MaxPointBytes = 80;

/// The shortest decimal that reads back the same; with an exponent below 1e-6 and from 1e21 on.
/// Without the quotes. Writes at most 32 bytes and returns the end.
char *writeFloat(char *out, double value);
/// Unix seconds, with three decimals where they are not whole.
char *writeTime(char *out, TimeMs timeMs);
/// [time,"value"]; at most MaxPointBytes.
char *writePoint(char *out, TimeMs timeMs, double value);

void appendFloat(QByteArray &out, double value);
void appendTime(QByteArray &out, TimeMs timeMs);
/// As Prometheus writes scalars: never with an exponent.
void appendPlainFloat(QByteArray &out, double value);
/// [time,"value"]
void appendPoint(QByteArray &out, TimeMs timeMs, double value);

/// "text" with its escapes.
void appendString(QByteArray &out, std::string_view text);
/// {"name":"value",...} of all labels, the metric's name too.
void appendLabelObject(QByteArray &out, const Labels &labels);

} // namespace tinyobs::server
