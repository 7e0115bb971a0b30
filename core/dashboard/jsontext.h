#pragma once

// JSON for people and version control: members in the order in which they are written, either one
// on each line or all on one. A plain value; one thread.

#include <string>
#include <string_view>
#include <vector>

namespace tinyobs::dashboard {

class JsonText
{
public:
    enum class Shape { Line, Block };

    void beginDocument() { open('{', Shape::Block); }
    void beginObject(std::string_view key, Shape shape);
    void beginList(std::string_view key, Shape shape);
    void beginItem(Shape shape);
    void endObject() { close('}'); }
    void endList() { close(']'); }
    void item(std::string_view text);

    JsonText &field(std::string_view key, std::string_view text);
    JsonText &field(std::string_view key, const std::string &text)
    {
        return field(key, std::string_view(text));
    }
    JsonText &field(std::string_view key, int number);
    JsonText &field(std::string_view key, double number);
    JsonText &field(std::string_view key, bool isTrue);

    /// Closes the document; it ends with a line end.
    std::string take();

private:
    struct Level
    {
        Shape shape;
        bool isEmpty = true;
    };

    void open(char bracket, Shape shape);
    void close(char bracket);
    void separate();
    void key(std::string_view name);
    void quote(std::string_view text);

    std::string m_text;
    std::vector<Level> m_levels;
};

} // namespace tinyobs::dashboard
