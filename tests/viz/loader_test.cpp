#include "viz/loader.h"

#include <gtest/gtest.h>

#include "tests/viz/files.h"

namespace cytotwin::testing {
namespace {

TEST(Loader, FindsTheLibraryOfTheBuildTree) { EXPECT_NE(load_viz(), nullptr); }

TEST(Loader, AMissingLibraryIsNamed) {
  const std::string message =
      message_of<std::runtime_error>([] { load_viz("/nonexistent/libcytotwin_viz.so"); });

  EXPECT_NE(message.find("cannot load the drawing library: /nonexistent/libcytotwin_viz.so"),
            std::string::npos)
      << message;
}

TEST(Loader, AnotherLibraryIsRefused) {
  EXPECT_EQ(message_of<std::runtime_error>([] { load_viz("libm.so.6"); }),
            "libm.so.6 is not cytotwin's drawing library");
}

TEST(Loader, AnotherInterfaceVersionIsRefused) {
  EXPECT_EQ(cytotwin_viz_create(viz_interface_version + 1), nullptr);
}

}  // namespace
}  // namespace cytotwin::testing
