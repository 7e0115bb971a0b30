#include "example/endpoints.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace tinyobs::example {
namespace {

using namespace Qt::StringLiterals;
using Method = QHttpServerRequest::Method;

struct Product
{
    int id;
    const char *name;
    double euros;
};

constexpr std::array Products{
    Product{1, "Desk lamp", 39.9},
    Product{2, "Notebook, dotted", 7.5},
    Product{3, "Fountain pen", 24},
    Product{4, "Waste paper basket", 18.2},
};
constexpr int MostPieces = 100;

Reply reply(const QJsonValue &value, int status = 200)
{
    const QJsonDocument document =
        value.isArray() ? QJsonDocument(value.toArray()) : QJsonDocument(value.toObject());
    return {status, document.toJson(QJsonDocument::Compact)};
}

Reply refusal(const QString &text)
{
    return reply(QJsonObject{{u"status"_s, u"error"_s}, {u"error"_s, text}}, 422);
}

Reply users(const QByteArray &)
{
    return reply(QJsonArray{QJsonObject{{u"id"_s, 1}, {u"name"_s, u"Ada"_s}},
                            QJsonObject{{u"id"_s, 2}, {u"name"_s, u"Grace"_s}},
                            QJsonObject{{u"id"_s, 3}, {u"name"_s, u"Linus"_s}}});
}

Reply products(const QByteArray &)
{
    QJsonArray list;
    for (const Product &product : Products) {
        list.append(QJsonObject{{u"id"_s, product.id},
                                {u"name"_s, QLatin1StringView(product.name)},
                                {u"euros"_s, product.euros}});
    }
    return reply(list);
}

Reply orders(const QByteArray &)
{
    return reply(QJsonArray{
        QJsonObject{{u"id"_s, 1001}, {u"user"_s, 1}, {u"product"_s, 3}, {u"quantity"_s, 1}},
        QJsonObject{{u"id"_s, 1002}, {u"user"_s, 2}, {u"product"_s, 2}, {u"quantity"_s, 10}}});
}

Reply checkout(const QByteArray &body)
{
    const QJsonObject order = QJsonDocument::fromJson(body).object();
    const int id = order["product"_L1].toInt();
    const int quantity = order["quantity"_L1].toInt(1);
    if (quantity < 1 || quantity > MostPieces)
        return refusal(u"quantity is %1, use 1 to %2"_s.arg(quantity).arg(MostPieces));
    for (const Product &product : Products) {
        if (product.id == id) {
            return reply(QJsonObject{{u"status"_s, u"ordered"_s},
                                     {u"product"_s, id},
                                     {u"quantity"_s, quantity},
                                     {u"euros"_s, product.euros * quantity}},
                         201);
        }
    }
    return refusal(u"no such product, send {\"product\":1,\"quantity\":2} with a product "
                   "from /api/v1/products"_s);
}

Reply health(const QByteArray &)
{
    return reply(QJsonObject{{u"status"_s, u"ok"_s}});
}

constexpr std::array Endpoints{
    Endpoint{Method::Get, "GET", "/api/v1/users", "Three users", users},
    Endpoint{Method::Get, "GET", "/api/v1/products", "What the shop sells", products},
    Endpoint{Method::Get, "GET", "/api/v1/orders", "Two orders", orders},
    Endpoint{Method::Post, "POST", "/checkout", "Orders a product", checkout},
    Endpoint{Method::Get, "GET", "/health", "Whether this service runs", health},
};

} // namespace

std::span<const Endpoint> endpoints()
{
    return Endpoints;
}

} // namespace tinyobs::example
