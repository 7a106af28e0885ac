#include "twin/commands/interruption.h"

#include <algorithm>
#include <csignal>
#include <thread>

namespace cytotwin {

namespace {

// The one thing a signal handler may touch.
volatile std::sig_atomic_t interrupted = 0;

void stop_on(int signal) {
  std::signal(signal, [](int number) {
    interrupted = 1;
    std::signal(number, SIG_DFL);
  });
}

}  // namespace

void stop_on_signals() {
  stop_on(SIGINT);
  stop_on(SIGTERM);
}

bool is_interrupted() { return interrupted != 0; }

unsigned threads_or_all(unsigned threads) {
  return threads > 0 ? threads : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace cytotwin
