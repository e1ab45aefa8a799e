#include "host/loading/plugin_copies.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <spdlog/fmt/fmt.h>

#if defined(__GLIBC__) && defined(__LP64__)
#define HOST_COPIES_LIBRARIES true
#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>
#else
#define HOST_COPIES_LIBRARIES false
#endif

namespace maelstrom::host {

namespace fs = std::filesystem;

#if HOST_COPIES_LIBRARIES

namespace {

constexpr std::size_t kMostCopies = 4000;  // each uses several of the system's 65,530 mappings

// The arguments of this program, for initialisers: some read the memory after them.
struct Arguments {
  int count = 0;
  char** values = nullptr;
  char** environment = nullptr;
};
Arguments arguments;

[[gnu::constructor]] void note_arguments(int count, char** values, char** environment) {
  arguments = {count, values, environment};
}

// Replaces __cxa_atexit and similar functions.
extern "C" int maelstrom_host_forget_destructor(void (* /*destructor*/)(void*), void* /*object*/, void* /*library*/) {
  return 0;
}

bool is_destructor_registration(std::string_view symbol) {
  return symbol == "__cxa_atexit" || symbol == "__cxa_thread_atexit" || symbol == "__cxa_thread_atexit_impl";
}

bool makes_threads(std::string_view symbol) {
  return symbol == "pthread_create" || symbol == "thrd_create" || symbol == "clone" || symbol == "syscall" ||
         symbol == "dlopen" || symbol.find("_M_start_thread") != std::string_view::npos;
}

// The object at an address in a loaded library, whose tables store addresses as numbers.
template <class T>
T* pointer_to(std::uintptr_t address) {
  return reinterpret_cast<T*>(address);  // NOLINT(performance-no-int-to-ptr): the pointers exist only in the loader
}

}  // namespace

struct LibraryCopy {
  void* handle = nullptr;
  std::uintptr_t base = 0;
  std::vector<std::vector<char>> writable;  // the contents of each writable range before the initialisers
  const maelstrom_plugin* plugin = nullptr;
  bool used = false;
};

// The file, changed so that the loader runs none of its code and binds none of its symbols to another copy.
class LibraryImage {
 public:
  explicit LibraryImage(const fs::path& path) : name_(path.filename().string()) {
    std::ifstream file(path, std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(file), {});
    read_layout();
    if (refusal_.empty()) {
      silence_loader();
      localize_unique_symbols();
    }
  }

  const std::string& refusal() const { return refusal_; }
  bool may_have_threads() const { return may_have_threads_; }

  // An unused copy, or nullptr with the reason.
  std::unique_ptr<LibraryCopy> take(std::string& reason) {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      auto copy = std::move(free_.back());
      free_.pop_back();
      return copy;
    }
    if (made_ == kMostCopies) {
      reason = fmt::format("{} copies of it are in use", kMostCopies);
      return nullptr;
    }
    auto copy = load(reason);
    made_ += copy == nullptr ? 0 : 1;
    return copy;
  }

  // Runs the initialisers and returns the descriptor, or nullptr.
  const maelstrom_plugin* begin(std::unique_ptr<LibraryCopy> copy) {
    if (copy->used) {
      restore(*copy);
    }
    copy->used = true;
    using Initialiser = void (*)(int, char**, char**);
    if (init_ != 0) {
      pointer_to<void(int, char**, char**)>(copy->base + init_)(arguments.count, arguments.values,
                                                                arguments.environment);
    }
    const auto* const initialisers = pointer_to<const Initialiser>(copy->base + init_array_.begin);
    for (std::size_t i = 0; i < init_array_.size / sizeof(Initialiser); ++i) {
      initialisers[i](arguments.count, arguments.values, arguments.environment);
    }
    const auto entry = reinterpret_cast<maelstrom_plugin_entry>(::dlsym(copy->handle, MAELSTROM_ENTRY_NAME));
    const maelstrom_plugin* const plugin = entry == nullptr ? nullptr : entry();
    copy->plugin = plugin;
    const std::lock_guard lock(mutex_);
    living_.push_back(std::move(copy));
    return plugin;
  }

  void end(const maelstrom_plugin& plugin) {
    const std::lock_guard lock(mutex_);
    const auto found =
        std::find_if(living_.begin(), living_.end(), [&plugin](const auto& copy) { return copy->plugin == &plugin; });
    if (found == living_.end()) {
      return;  // the plugin itself
    }
    if (may_be_reused_) {
      free_.push_back(std::move(*found));
      living_.erase(found);
    }
  }

 private:
  // A range of a loaded library, by its distance from the base.
  struct Range {
    std::uintptr_t begin = 0;
    std::size_t size = 0;
  };

  template <class T>
  T* at(std::size_t offset, std::size_t count = 1) {
    const bool fits = offset <= bytes_.size() && count <= (bytes_.size() - offset) / sizeof(T);
    return fits ? reinterpret_cast<T*>(bytes_.data() + offset) : nullptr;
  }

  void read_layout() {
    const auto* const header = at<ElfW(Ehdr)>(0);
    if (header == nullptr || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) {
      refusal_ = "it is not an ELF file";
      return;
    }
    const auto* const segments = at<ElfW(Phdr)>(header->e_phoff, header->e_phnum);
    for (std::size_t i = 0; segments != nullptr && i < header->e_phnum; ++i) {
      const ElfW(Phdr)& segment = segments[i];
      if (segment.p_type == PT_DYNAMIC) {
        dynamic_ = segment.p_offset;
        dynamic_count_ = segment.p_filesz / sizeof(ElfW(Dyn));
      } else if (segment.p_type == PT_LOAD && (segment.p_flags & PF_W) != 0) {
        initialised_.push_back({segment.p_vaddr, segment.p_filesz});
        zeroed_.push_back({segment.p_vaddr + segment.p_filesz, segment.p_memsz - segment.p_filesz});
      } else if (segment.p_type == PT_TLS) {
        tls_image_ = {segment.p_vaddr, segment.p_filesz};
        tls_size_ = segment.p_memsz;
      } else if (segment.p_type == PT_GNU_RELRO) {
        relro_ = {segment.p_vaddr, segment.p_memsz};
      }
    }
    constexpr std::string_view kGo = "\xff Go buildinf:";  // the mark of Go's linker
    if (std::search(bytes_.begin(), bytes_.end(), kGo.begin(), kGo.end()) != bytes_.end()) {
      refusal_ = "a process can have only one Go runtime";
    }
    if (dynamic_count_ == 0 || at<ElfW(Dyn)>(dynamic_, dynamic_count_) == nullptr) {
      refusal_ = "it has no dynamic section";
    }
  }

  // `begin` runs the initialisers instead of the loader; the rest never runs.
  void silence_loader() {
    auto* const entries = at<ElfW(Dyn)>(dynamic_, dynamic_count_);
    for (std::size_t i = 0; i < dynamic_count_; ++i) {
      ElfW(Dyn)& entry = entries[i];
      switch (entry.d_tag) {
        case DT_INIT:
          init_ = entry.d_un.d_ptr;
          entry.d_tag = DT_DEBUG;  // has no meaning in a library
          break;
        case DT_INIT_ARRAY:
          init_array_.begin = entry.d_un.d_ptr;
          break;
        case DT_INIT_ARRAYSZ:
          init_array_.size = std::exchange(entry.d_un.d_val, 0);
          break;
        case DT_FINI:
          entry.d_tag = DT_DEBUG;
          break;
        case DT_FINI_ARRAYSZ:
          entry.d_un.d_val = 0;
          break;
        default:
          break;
      }
    }
  }

  // A unique symbol, such as an inline variable, exists once in the process, in whichever library.
  void localize_unique_symbols() {
    const auto* const header = at<ElfW(Ehdr)>(0);
    const auto* const sections = at<ElfW(Shdr)>(header->e_shoff, header->e_shnum);
    for (std::size_t i = 0; sections != nullptr && i < header->e_shnum; ++i) {
      const ElfW(Shdr)& section = sections[i];
      if (section.sh_type != SHT_DYNSYM || section.sh_link >= header->e_shnum) {
        continue;
      }
      const std::size_t count = section.sh_size / sizeof(ElfW(Sym));
      auto* const symbols = at<ElfW(Sym)>(section.sh_offset, count);
      for (std::size_t s = 0; symbols != nullptr && s < count; ++s) {
        if (ELF64_ST_BIND(symbols[s].st_info) == STB_GNU_UNIQUE) {
          symbols[s].st_info = ELF64_ST_INFO(STB_GLOBAL, ELF64_ST_TYPE(symbols[s].st_info));
        }
        const char* const name = at<char>(sections[section.sh_link].sh_offset + symbols[s].st_name);
        if (name != nullptr && symbols[s].st_shndx == SHN_UNDEF) {
          may_have_threads_ = may_have_threads_ || makes_threads(name);
          // A sanitizer registers globals; running an initialiser twice would confuse it.
          may_be_reused_ = may_be_reused_ && !std::string_view(name).starts_with("__asan_") &&
                           !std::string_view(name).starts_with("__tsan_");
        }
      }
    }
  }

  std::unique_ptr<LibraryCopy> load(std::string& reason) {
    const int file = ::memfd_create(name_.c_str(), MFD_CLOEXEC);
    if (file < 0 || !write_all(file)) {
      reason = std::string("not enough memory for a copy: ") + std::generic_category().message(errno);
      if (file >= 0) {
        ::close(file);
      }
      return nullptr;
    }
    // With the process id, so that a debugger can find it too. The descriptor stays open: the name is unique.
    const std::string path = fmt::format("/proc/{}/fd/{}", ::getpid(), file);
    auto copy = std::make_unique<LibraryCopy>();
    copy->handle = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (copy->handle == nullptr) {
      reason = ::dlerror();  // NOLINT(concurrency-mt-unsafe): glibc keeps one per thread
      ::close(file);
      return nullptr;
    }
    link_map* map = nullptr;
    ::dlinfo(copy->handle, RTLD_DI_LINKMAP, &map);
    copy->base = map->l_addr;
    forget_destructors(*copy, *map);
    for (const Range& range : initialised_) {
      const Range kept = without_relro(range);
      const char* const begin = pointer_to<const char>(copy->base + kept.begin);
      copy->writable.emplace_back(begin, begin + kept.size);
    }
    return copy;
  }

  bool write_all(int file) const {
    std::string_view left(bytes_.data(), bytes_.size());
    while (!left.empty()) {
      const ssize_t size = ::write(file, left.data(), left.size());
      if (size < 0) {
        return false;
      }
      left.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
  }

  // The part that stays writable after the loader has relocated the library.
  Range without_relro(const Range& range) const {
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const std::uintptr_t protected_end = (relro_.begin + relro_.size) / page * page;
    if (relro_.size == 0 || protected_end <= range.begin || relro_.begin > range.begin) {
      return range;
    }
    const std::uintptr_t begin = std::min(protected_end, range.begin + range.size);
    return {begin, range.begin + range.size - begin};
  }

  void restore(LibraryCopy& copy) const {
    for (std::size_t i = 0; i < initialised_.size(); ++i) {
      const Range kept = without_relro(initialised_[i]);
      std::memcpy(pointer_to<void>(copy.base + kept.begin), copy.writable[i].data(), kept.size);
      std::memset(pointer_to<void>(copy.base + zeroed_[i].begin), 0, zeroed_[i].size);
    }
    void* tls = nullptr;  // of this thread; null if not allocated yet
    if (tls_size_ != 0 && ::dlinfo(copy.handle, RTLD_DI_TLS_DATA, &tls) == 0 && tls != nullptr) {
      std::memcpy(tls, pointer_to<const void>(copy.base + tls_image_.begin), tls_image_.size);
      std::memset(static_cast<char*>(tls) + tls_image_.size, 0, tls_size_ - tls_image_.size);
    }
  }

  // An incarnation ends as by SIGKILL: destructors of static and thread_local objects never run, not even at exit.
  static void forget_destructors(const LibraryCopy& copy, const link_map& map) {
    const ElfW(Sym)* symbols = nullptr;
    const char* names = nullptr;
    std::array<std::pair<const ElfW(Rela)*, std::size_t>, 2> tables = {};
    for (const ElfW(Dyn)* entry = map.l_ld; entry->d_tag != DT_NULL; ++entry) {
      switch (entry->d_tag) {
        case DT_SYMTAB:
          symbols = pointer_to<const ElfW(Sym)>(entry->d_un.d_ptr);
          break;
        case DT_STRTAB:
          names = pointer_to<const char>(entry->d_un.d_ptr);
          break;
        case DT_RELA:
          tables[0].first = pointer_to<const ElfW(Rela)>(entry->d_un.d_ptr);
          break;
        case DT_RELASZ:
          tables[0].second = entry->d_un.d_val / sizeof(ElfW(Rela));
          break;
        case DT_JMPREL:
          tables[1].first = pointer_to<const ElfW(Rela)>(entry->d_un.d_ptr);
          break;
        case DT_PLTRELSZ:
          tables[1].second = entry->d_un.d_val / sizeof(ElfW(Rela));
          break;
        default:
          break;
      }
    }
    for (const auto& [table, count] : tables) {
      for (std::size_t i = 0; i < count; ++i) {
        const auto symbol = ELF64_R_SYM(table[i].r_info);
        if (symbol != 0 && is_destructor_registration(names + symbols[symbol].st_name)) {
          redirect(copy.base + table[i].r_offset);
        }
      }
    }
  }

  static void redirect(std::uintptr_t slot) {
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    void* const begin = pointer_to<void>(slot / page * page);
    const std::size_t size = slot % page + sizeof(std::uintptr_t);
    if (::mprotect(begin, size, PROT_READ | PROT_WRITE) == 0) {
      *pointer_to<std::uintptr_t>(slot) = reinterpret_cast<std::uintptr_t>(&maelstrom_host_forget_destructor);
    }
  }

  const std::string name_;
  std::vector<char> bytes_;
  std::string refusal_;
  std::size_t dynamic_ = 0;  // in the file
  std::size_t dynamic_count_ = 0;
  std::vector<Range> initialised_;  // of each writable segment: the part from the file
  std::vector<Range> zeroed_;       // and the rest
  Range tls_image_;
  std::size_t tls_size_ = 0;
  Range relro_;
  std::uintptr_t init_ = 0;
  Range init_array_;
  bool may_have_threads_ = false;
  bool may_be_reused_ = true;

  std::mutex mutex_;
  std::size_t made_ = 0;                              // guarded by mutex_
  std::vector<std::unique_ptr<LibraryCopy>> free_;    // guarded by mutex_
  std::vector<std::unique_ptr<LibraryCopy>> living_;  // guarded by mutex_
};

namespace {

// One for each file, until the process ends: simulations reuse its copies.
std::shared_ptr<LibraryImage> image_of(const fs::path& path) {
  static std::mutex& mutex = *new std::mutex;
  using Key = std::pair<std::string, fs::file_time_type>;
  static auto& images = *new std::map<Key, std::shared_ptr<LibraryImage>>;
  std::error_code error;
  const Key key(path.string(), fs::last_write_time(path, error));
  const std::lock_guard lock(mutex);
  std::shared_ptr<LibraryImage>& image = images[key];
  if (image == nullptr) {
    image = std::make_shared<LibraryImage>(path);
  }
  return image;
}

}  // namespace

PluginCopies::PluginCopies(const fs::path& path) : original_(load_plugin(path)), image_(image_of(original_.path)) {
  shared_ = image_->refusal();
  if (!shared_.empty()) {
    image_.reset();
  }
}

const maelstrom_plugin& PluginCopies::begin_life() {
  std::unique_ptr<LibraryCopy> copy = image_ == nullptr ? nullptr : image_->take(shared_);
  const maelstrom_plugin* const plugin = copy == nullptr ? nullptr : image_->begin(std::move(copy));
  return plugin == nullptr ? *original_.descriptor : *plugin;
}

void PluginCopies::end_life(const maelstrom_plugin& plugin) {
  if (image_ != nullptr) {
    image_->end(plugin);
  }
}

bool PluginCopies::may_have_threads() const {
  return image_ == nullptr || image_->may_have_threads();
}

#else

class LibraryImage {};

PluginCopies::PluginCopies(const fs::path& path)
    : original_(load_plugin(path)), shared_("libraries are not copied on this system") {}

const maelstrom_plugin& PluginCopies::begin_life() {
  return *original_.descriptor;
}

void PluginCopies::end_life(const maelstrom_plugin& /*plugin*/) {}

bool PluginCopies::may_have_threads() const {
  return true;
}

#endif

PluginCopies::~PluginCopies() = default;

}  // namespace maelstrom::host
