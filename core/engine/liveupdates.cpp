#include "core/engine/liveupdates.h"
