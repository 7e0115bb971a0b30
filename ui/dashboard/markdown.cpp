#include "ui/dashboard/markdown.h"

#include <QTextDocument>

namespace tinyobs::ui {

QString markdownHtml(QString text)
{
    while (text.contains(QStringLiteral("![")))
        text.replace(QStringLiteral("!["), QStringLiteral("["));
    QTextDocument document;
    QTextDocument::MarkdownFeatures features = QTextDocument::MarkdownDialectGitHub;
    document.setMarkdown(text, features | QTextDocument::MarkdownNoHTML);
    return document.toHtml();
}

} // namespace tinyobs::ui
