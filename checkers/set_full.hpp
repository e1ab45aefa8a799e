// Sets: broadcast and g-set. Every acknowledged element must be in every read that begins long enough after.
#pragma once

namespace maelstrom::conformance {

class History;
struct CheckerOptions;
struct CheckerVerdict;

// Jepsen's set-full with `broadcast` or `add` as the operation that adds. An element that was acknowledged, or read
// once, and is missing from the latest reads is lost, which is invalid. An element that the latest reads have is
// stable; it is stale if a read that began after its acknowledgement lacked it. Unknown if no element is stable.
//
// Stricter than Jepsen: an element that was read before it was added is a phantom, invalid; a final read of a node that
// lacks a stable element is invalid; duplicates in one read are a warning; unknown if acknowledged elements were added
// after the last read.
CheckerVerdict check_broadcast(const History& history, const CheckerOptions& options);
CheckerVerdict check_g_set(const History& history, const CheckerOptions& options);

}  // namespace maelstrom::conformance
