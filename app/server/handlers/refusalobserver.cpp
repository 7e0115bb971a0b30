#include "app/server/handlers/handlers.h"
#include "core/engine/engine.h"

namespace tinyobs::server {
namespace {

/// Who only reads sees the answer; a sender's log is far away or does not exist.
bool isFromSender(const RefusedByGate &refused)
{
    return !refused.method || *refused.method == Method::Post || *refused.method == Method::Put;
}

} // namespace

RefusalObserver refusalObserver(Engine &engine)
{
    return [&engine](const RefusedByGate &refused) {
        if (!isFromSender(refused))
            return;
        const std::string sender = refused.peer.toString().toStdString();
        engine.refuse({.format = {},
                       .reason = refused.reason,
                       .message = refused.message,
                       .path = refused.path,
                       .sender = sender});
    };
}

} // namespace tinyobs::server
