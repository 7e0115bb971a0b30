// Tells ThreadSanitizer what it cannot see: Qt is not instrumented, so the order that a posted
// event makes between two threads is lost on it, and so is the end of a thread. The functions here
// stand in front of Qt's own of the same names. What was done before QMetaObject::invokeMethod
// comes before the functor, what the functor did before the return of a blocking call, what was
// done before QThread::quit before the return of QThread::wait, and what was done before
// QThreadPool::tryStart before what it starts. In the programs of the tsan preset only.

#include <QDeadlineTimer>
#include <QMetaObject>
#include <QThread>
#include <QThreadPool>

#include <dlfcn.h>
#include <functional>
#include <sanitizer/tsan_interface.h>
#include <utility>

#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
#error "this Qt gives invokeMethodImpl and QSlotObjectBase another shape: write it here"
#endif

namespace {

class OrderedSlot : public QtPrivate::QSlotObjectBase
{
public:
    explicit OrderedSlot(QtPrivate::QSlotObjectBase *inner)
        : QSlotObjectBase(&impl)
        , m_inner(inner)
    {
        __tsan_release(this);
    }

private:
    static void impl(int which, QSlotObjectBase *base, QObject *receiver, void **arguments,
                     bool *isEqual)
    {
        auto *self = static_cast<OrderedSlot *>(base);
        __tsan_acquire(self);
        switch (which) {
        case Destroy:
            self->m_inner->destroyIfLastRef();
            delete self;
            break;
        case Call:
            self->m_inner->call(receiver, arguments);
            __tsan_release(self);
            break;
        case Compare:
            *isEqual = self->m_inner->compare(arguments);
            break;
        }
    }

    QtPrivate::QSlotObjectBase *const m_inner;
};

/// Larger than what std::function holds in itself, so that its address stays when that is moved.
class OrderedWork
{
public:
    explicit OrderedWork(std::function<void()> inner)
        : m_inner(std::move(inner))
    {
    }
    void operator()()
    {
        __tsan_acquire(this);
        m_inner();
    }

private:
    std::function<void()> m_inner;
};

template <typename Function>
Function *next(const char *name)
{
    return reinterpret_cast<Function *>(dlsym(RTLD_NEXT, name));
}

} // namespace

bool QMetaObject::invokeMethodImpl(QObject *object, QtPrivate::QSlotObjectBase *slot,
                                   Qt::ConnectionType type, void *result)
{
    using Implementation =
        bool(QObject *, QtPrivate::QSlotObjectBase *, Qt::ConnectionType, void *);
    static Implementation *const invoke =
        next<Implementation>("_ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15"
                             "QSlotObjectBaseEN2Qt14ConnectionTypeEPv");
    auto *const ordered = new OrderedSlot(slot);
    ordered->ref(); // its address is the mark of this call until the call has returned
    const bool invoked = invoke(object, ordered, type, result);
    if (type == Qt::BlockingQueuedConnection)
        __tsan_acquire(ordered);
    ordered->destroyIfLastRef();
    return invoked;
}

void QThread::quit()
{
    using Implementation = void(QThread *);
    static Implementation *const quitThread = next<Implementation>("_ZN7QThread4quitEv");
    __tsan_release(this);
    quitThread(this);
}

bool QThread::wait(QDeadlineTimer deadline)
{
    using Implementation = bool(QThread *, QDeadlineTimer);
    static Implementation *const waitForThread =
        next<Implementation>("_ZN7QThread4waitE14QDeadlineTimer");
    const bool ended = waitForThread(this, deadline);
    if (ended)
        __tsan_acquire(this);
    return ended;
}

bool QThreadPool::tryStart(std::function<void()> work)
{
    using Implementation = bool(QThreadPool *, std::function<void()>);
    static Implementation *const tryToStart =
        next<Implementation>("_ZN11QThreadPool8tryStartESt8functionIFvvEE");
    std::function<void()> ordered = OrderedWork(std::move(work));
    __tsan_release(ordered.target<OrderedWork>());
    return tryToStart(this, std::move(ordered));
}
