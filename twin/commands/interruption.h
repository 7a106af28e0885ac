#pragma once

namespace cytotwin {

/// From now on SIGINT and SIGTERM are remembered; the second of a kind ends the program at once,
/// which the stores bear at any moment.
void stop_on_signals();

/// Whether such a signal came.
bool is_interrupted();

/// The number asked for, or of all of the machine's where it is 0.
unsigned threads_or_all(unsigned threads);

}  // namespace cytotwin
