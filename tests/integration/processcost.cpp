#include "tests/integration/processcost.h"

#include <QFile>

#include <unistd.h>

namespace tinyobs::test {

using namespace Qt::StringLiterals;

double cpuSecondsOf(qint64 process)
{
    QFile file(u"/proc/%1/stat"_s.arg(process));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    // The name in parentheses may hold anything; the times are the 12th and 13th field behind it.
    const QByteArray text = file.readAll();
    const QByteArrayList fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    const double ticks = fields.value(11).toDouble() + fields.value(12).toDouble();
    return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::uint64_t statusBytesOf(qint64 process, const QByteArray &field)
{
    QFile file(u"/proc/%1/status"_s.arg(process));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith(field))
            return line.mid(field.size()).simplified().split(' ').value(0).toULongLong() * 1024;
    }
    return 0;
}

} // namespace tinyobs::test
