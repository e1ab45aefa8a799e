#include "plugin_check/elf_file.hpp"

#include <stdexcept>

#if __has_include(<elf.h>) && __has_include(<link.h>)
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>
#include <type_traits>

#include <elf.h>
#include <link.h>

namespace maelstrom::conformance::check {
namespace {

using Header = ElfW(Ehdr);
using Section = ElfW(Shdr);
using Symbol = ElfW(Sym);
using Dynamic = ElfW(Dyn);

[[noreturn]] void refuse(const char* reason) {
  throw std::runtime_error(reason);
}

// Nothing in the file is trusted: every offset is checked.
class ElfFile {
 public:
  explicit ElfFile(std::string bytes) : bytes_(std::move(bytes)) {
    header_ = at<Header>(0);
    constexpr unsigned char kClass = sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32;
    if (std::memcmp(header_.e_ident, ELFMAG, SELFMAG) != 0 || header_.e_ident[EI_CLASS] != kClass) {
      refuse("it is not an ELF file for this machine");
    }
  }

  // Calls each(entry, strings) for every entry of every section of this type.
  template <class Entry, class Each>
  void for_each(std::uint32_t section_type, Each&& each) const {
    for (std::size_t i = 0; i < header_.e_shnum; ++i) {
      const auto section = section_at(i);
      if (section.sh_type != section_type) {
        continue;
      }
      const auto strings = section_at(section.sh_link);
      for (std::size_t offset = 0; offset + sizeof(Entry) <= section.sh_size; offset += sizeof(Entry)) {
        each(at<Entry>(section.sh_offset + offset), strings);
      }
    }
  }

  std::string string_at(const Section& strings, std::size_t index) const {
    if (index >= strings.sh_size || strings.sh_offset > bytes_.size() ||
        strings.sh_size > bytes_.size() - strings.sh_offset) {
      refuse("its string table is damaged");
    }
    const std::string_view table(bytes_.data() + strings.sh_offset, strings.sh_size);
    return std::string(table.substr(index, table.find('\0', index) - index));
  }

  bool has_sections() const { return header_.e_shnum != 0; }

 private:
  template <class T>
  T at(std::size_t offset) const {
    static_assert(std::is_trivially_copyable_v<T>);
    if (offset > bytes_.size() || sizeof(T) > bytes_.size() - offset) {
      refuse("the file is too short");
    }
    T value;
    std::memcpy(&value, bytes_.data() + offset, sizeof value);
    return value;
  }

  Section section_at(std::size_t index) const { return at<Section>(header_.e_shoff + index * sizeof(Section)); }

  const std::string bytes_;
  Header header_ = {};
};

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file) {
    refuse("the file cannot be read");
  }
  return bytes;
}

void add_symbol(const ElfFile& file, const Symbol& symbol, const Section& strings, DynamicSymbols& symbols) {
  const auto binding = ELF64_ST_BIND(symbol.st_info);  // the same for both classes
  const auto visibility = ELF64_ST_VISIBILITY(symbol.st_other);
  if (symbol.st_name == 0 || binding == STB_LOCAL) {
    return;
  }
  if (symbol.st_shndx == SHN_UNDEF) {
    if (binding != STB_WEAK) {
      symbols.undefined.push_back(file.string_at(strings, symbol.st_name));
    }
  } else if (symbol.st_shndx != SHN_ABS && (visibility == STV_DEFAULT || visibility == STV_PROTECTED)) {
    symbols.exported.push_back(file.string_at(strings, symbol.st_name));
  }
}

void add_search_path(const ElfFile& file, const Dynamic& entry, const Section& strings, DynamicSymbols& symbols) {
  if (entry.d_tag == DT_NEEDED) {
    const std::string name = file.string_at(strings, entry.d_un.d_val);
    if (name.find('/') != std::string::npos) {
      symbols.search_paths.push_back(name);
    }
  } else if (entry.d_tag == DT_RPATH || entry.d_tag == DT_RUNPATH) {
    std::istringstream paths(file.string_at(strings, entry.d_un.d_val));
    for (std::string path; std::getline(paths, path, ':');) {
      symbols.search_paths.push_back(path);
    }
  }
}

}  // namespace

DynamicSymbols read_dynamic_symbols(const std::filesystem::path& path) {
  const ElfFile file(read_file(path));
  if (!file.has_sections()) {
    refuse("the file has no section headers to read");
  }
  DynamicSymbols symbols;
  file.for_each<Symbol>(
      SHT_DYNSYM, [&](const Symbol& symbol, const Section& strings) { add_symbol(file, symbol, strings, symbols); });
  file.for_each<Dynamic>(SHT_DYNAMIC, [&](const Dynamic& entry, const Section& strings) {
    add_search_path(file, entry, strings, symbols);
  });
  return symbols;
}

}  // namespace maelstrom::conformance::check

#else

namespace maelstrom::conformance::check {

DynamicSymbols read_dynamic_symbols(const std::filesystem::path& /*path*/) {
  throw std::runtime_error("libraries of this system are not in ELF");
}

}  // namespace maelstrom::conformance::check

#endif
