#include "app/listeners/lines/datagramsocket.h"

#include "app/server/gate/bindaddress.h"

#include <QUdpSocket>

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <utility>
#include <vector>

namespace tinyobs::listeners {
namespace {

constexpr std::size_t DatagramBytes = 64u << 10; // no datagram is longer
constexpr std::size_t BurstSize = 32;
/// Bursts before others in the thread have their turn.
constexpr int BurstsAtOnce = 16;
constexpr std::size_t LinesAtOnce = 256u << 10;
/// As much of it as the system grants.
constexpr int KernelBufferBytes = 8 << 20;

} // namespace

struct DatagramSocket::Burst
{
    struct Slot
    {
        sockaddr_storage sender;
        iovec data;
        alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(std::uint32_t))> control;
    };

    // Not cleared: pages that no datagram was ever long enough for stay untouched.
    std::unique_ptr<char[]> bytes =
        std::make_unique_for_overwrite<char[]>(BurstSize * DatagramBytes);
    std::array<Slot, BurstSize> slots;
    std::array<mmsghdr, BurstSize> messages;

    void prepare()
    {
        for (std::size_t i = 0; i < BurstSize; ++i) {
            Slot &slot = slots[i];
            slot.data = {.iov_base = bytes.get() + i * DatagramBytes, .iov_len = DatagramBytes};
            messages[i] = {};
            msghdr &header = messages[i].msg_hdr;
            header.msg_name = &slot.sender;
            header.msg_namelen = sizeof(slot.sender);
            header.msg_iov = &slot.data;
            header.msg_iovlen = 1;
            header.msg_control = slot.control.data();
            header.msg_controllen = slot.control.size();
        }
    }
};

DatagramSocket::DatagramSocket(LineCounters &counters, Take take)
    : m_counters(counters)
    , m_take(std::move(take))
{
}

DatagramSocket::~DatagramSocket()
{
    m_notifier.reset();
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Result<void> DatagramSocket::bind(const QHostAddress &host, const ListenAddress &address)
{
    QUdpSocket socket;
    if (!socket.bind(host, address.port, QAbstractSocket::DontShareAddress))
        return Failure(server::bindError(socket.error(), socket.errorString(), address));
    // A descriptor of our own: the socket object would read one datagram at a time.
    m_descriptor = ::dup(static_cast<int>(socket.socketDescriptor()));
    if (m_descriptor < 0)
        return fail(Error::Code::Io,
                    "no descriptor is left for port " + std::to_string(address.port));
    const int on = 1;
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_RCVBUF, &KernelBufferBytes,
                 sizeof(KernelBufferBytes));
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof(on));
    m_burst = std::make_unique<Burst>();
    m_notifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(),
                     [this] { read(); });
    return {};
}

void DatagramSocket::close()
{
    if (m_descriptor < 0)
        return;
    read();
    m_notifier.reset();
    ::close(std::exchange(m_descriptor, -1));
}

void DatagramSocket::read()
{
    int bursts = 0;
    while (bursts < BurstsAtOnce && readBurst())
        ++bursts;
    handOn();
}

/// Whether there may be more.
bool DatagramSocket::readBurst()
{
    m_burst->prepare();
    const int count =
        ::recvmmsg(m_descriptor, m_burst->messages.data(), BurstSize, MSG_DONTWAIT, nullptr);
    for (int i = 0; i < count; ++i) {
        mmsghdr &message = m_burst->messages[static_cast<std::size_t>(i)];
        const Burst::Slot &slot = m_burst->slots[static_cast<std::size_t>(i)];
        const QHostAddress sender(reinterpret_cast<const sockaddr *>(&slot.sender));
        if (sender != m_sender || m_lines.size() > LinesAtOnce)
            handOn();
        m_sender = sender;
        m_lines.append(static_cast<const char *>(slot.data.iov_base), message.msg_len);
        if (!m_lines.ends_with('\n'))
            m_lines += '\n';
        ++m_datagrams;
        LineCounters::add(m_counters.bytesReceived, message.msg_len);
        const cmsghdr *const control = CMSG_FIRSTHDR(&message.msg_hdr);
        if (control && control->cmsg_level == SOL_SOCKET && control->cmsg_type == SO_RXQ_OVFL) {
            std::uint32_t drops = 0;
            std::memcpy(&drops, CMSG_DATA(control), sizeof(drops));
            noteDrops(drops);
        }
    }
    return count == static_cast<int>(BurstSize);
}

void DatagramSocket::noteDrops(std::uint32_t dropsSoFar)
{
    // The kernel's counter wraps around.
    LineCounters::add(m_counters.datagramsDropped, dropsSoFar - m_dropsSoFar);
    m_dropsSoFar = dropsSoFar;
}

void DatagramSocket::handOn()
{
    if (m_datagrams == 0)
        return;
    LineCounters::add(m_counters.documents, m_datagrams);
    m_take(m_lines, m_sender.toString().toStdString(), std::exchange(m_datagrams, 0));
    m_lines.clear();
}

} // namespace tinyobs::listeners
