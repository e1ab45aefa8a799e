// Arguments of a command line that no option takes.
#pragma once

#include <string>
#include <string_view>

namespace cxxopts {
class Options;
class ParseResult;
}  // namespace cxxopts

namespace maelstrom::host {

// "; did you mean --time-limit?" for a misspelled option of `parser`, or an empty text if none is similar.
std::string similar_option(const cxxopts::Options& parser, std::string_view typed);

// A description of the first argument that `parser` did not take, or an empty text if it took all. The parser must
// allow unrecognised options: the exception of cxxopts has no suggestions.
std::string unknown_argument(const cxxopts::Options& parser, const cxxopts::ParseResult& parsed);

}  // namespace maelstrom::host
