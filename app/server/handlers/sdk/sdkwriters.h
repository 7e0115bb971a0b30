#pragma once

// What the first TinyObs exports, sample by sample. The formats have no reader of their own: what
// was exported comes back as the JSON that /ingest takes.
//   {"metrics":[{"name":"up","type":"gauge","value":1,"labels":{"job":"api"},"timestamp":"..."},...
//   timestamp,name,type,value,job

#include "core/transfer/transferformat.h"

namespace tinyobs::server {

/// The document lacks its end: whoever writes it says what it holds and closes it.
extern const TransferFormat SdkJsonFormat;
extern const TransferFormat SdkCsvFormat;

} // namespace tinyobs::server
