#pragma once

// How to send a first sample, in the languages and by the protocols people have: one row each,
// filled in with the addresses at which this server listens. Plain values.

#include <QString>

#include <string_view>
#include <vector>

namespace tinyobs::ui {

/// Where this server can be reached.
struct SnippetAddresses
{
    QString http;   // "127.0.0.1:8080", as it listens
    QString statsd; // "127.0.0.1:8125"; empty: that port is off
};

struct Snippet
{
    std::string_view id; // "curl"
    QString name;        // on its tab
    QString note;        // what to do with it
    QString text;
};

std::vector<Snippet> snippetsFor(const SnippetAddresses &addresses);

/// An address that listens everywhere, as one of this machine calls it.
QString callableAddress(const QString &listening);

} // namespace tinyobs::ui
