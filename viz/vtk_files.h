#pragma once

#include <string>

#include "core/frame.h"

namespace cytotwin {

/// Contents, bytes and errors: Viz::write_cells.
void write_vtp(const FrameView& frame, const std::string& path);

/// Contents, bytes and errors: Viz::write_fields.
void write_vti(const FrameView& frame, const std::string& path);

}  // namespace cytotwin
