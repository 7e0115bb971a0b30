#pragma once

// What Qt's sockets cannot do: end one's own side of a connection only, see that the peer has ended
// its own, and close a descriptor that no socket object took.

#include <QtGlobal>

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace tinyobs::server {

inline void shutdownWriting(qintptr descriptor)
{
#ifdef Q_OS_WIN
    ::shutdown(static_cast<SOCKET>(descriptor), SD_SEND);
#else
    ::shutdown(static_cast<int>(descriptor), SHUT_WR);
#endif
}

/// Whether nothing more will come, and all that came was read. Takes nothing from the socket.
inline bool isAtEnd(qintptr descriptor)
{
    char byte = 0;
#ifdef Q_OS_WIN
    return ::recv(static_cast<SOCKET>(descriptor), &byte, 1, MSG_PEEK) == 0;
#else
    return ::recv(static_cast<int>(descriptor), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
#endif
}

inline void closeDescriptor(qintptr descriptor)
{
#ifdef Q_OS_WIN
    ::closesocket(static_cast<SOCKET>(descriptor));
#else
    ::close(static_cast<int>(descriptor));
#endif
}

} // namespace tinyobs::server
