#include "inference/tensor/state_dict_pickle.h"

#include <cstring>
#include <deque>

#include "inference/tensor/mapped_file.h"

namespace espalier {

namespace {

/// The pickle's operations that a state dict needs.
enum Op : unsigned char {
    kProto = 0x80,
    kStop = '.',
    kMark = '(',
    kEmptyDict = '}',
    kEmptyTuple = ')',
    kTuple = 't',
    kTuple1 = 0x85,
    kTuple2 = 0x86,
    kTuple3 = 0x87,
    kNone = 'N',
    kTrue = 0x88,
    kFalse = 0x89,
    kInt8 = 'K',
    kInt16 = 'M',
    kInt32 = 'J',
    kLong = 0x8a,
    kText = 'X',
    kPut8 = 'q',
    kPut32 = 'r',
    kGet8 = 'h',
    kGet32 = 'j',
    kGlobal = 'c',
    kPersistentId = 'Q',
    kReduce = 'R',
    kBuild = 'b',
    kSetItem = 's',
    kSetItems = 'u',
};

struct NamedDtype {
    std::string_view name;
    at::ScalarType dtype;
};
constexpr NamedDtype kStorages[] = {{"torch FloatStorage", at::kFloat},       {"torch HalfStorage", at::kHalf},
                                    {"torch BFloat16Storage", at::kBFloat16}, {"torch DoubleStorage", at::kDouble},
                                    {"torch LongStorage", at::kLong},         {"torch IntStorage", at::kInt},
                                    {"torch ShortStorage", at::kShort},       {"torch CharStorage", at::kChar},
                                    {"torch ByteStorage", at::kByte},         {"torch BoolStorage", at::kBool}};

constexpr std::string_view kRebuildTensor = "torch._utils _rebuild_tensor_v2";
constexpr std::string_view kRebuildParameter = "torch._utils _rebuild_parameter";
constexpr std::string_view kOrderedDict = "collections OrderedDict";

struct Value {
    enum class Kind { None, Bool, Int, Text, Class, Tuple, Dict, Storage, Tensor, Mark };
    Kind kind = Kind::None;
    std::int64_t number = 0;  ///< Bool, Int
    std::string_view text;    ///< Text, Class: of the pickle itself
    std::size_t item = 0;     ///< Tuple, Dict, Storage, Tensor: its place in the reader
};
using Kind = Value::Kind;

/// Values refer to containers by their place, so that a pickle that puts one into itself does no harm.
class Reader {
public:
    Reader(std::string_view pickle, const std::string& file) : m_pickle(pickle), m_file(file) {}

    std::map<std::string, PickledTensor> read() {
        while (step(static_cast<unsigned char>(bytes(1).front()))) {
        }
        const Value root = pop(Kind::Dict, "a dictionary of tensors");
        std::map<std::string, PickledTensor> tensors;
        for (const auto& [key, value] : m_dicts[root.item]) {
            if (key.kind != Kind::Text || value.kind != Kind::Tensor)
                complain(key.kind == Kind::Text ? std::string(key.text) + " is not a tensor" : "a key is not a text");
            if (!tensors.emplace(key.text, m_tensors[value.item]).second)
                complain("the key " + std::string(key.text) + " occurs twice");
        }
        return tensors;
    }

private:
    using Tuple = std::vector<Value>;
    using Dict = std::vector<std::pair<Value, Value>>;

    [[noreturn]] void complain(const std::string& problem) const { complainAboutFile(m_file, problem); }

    std::string_view bytes(std::size_t count) {
        if (count > m_pickle.size() - m_position) complain("its pickle ends too early");
        const std::string_view view = m_pickle.substr(m_position, count);
        m_position += count;
        return view;
    }
    template <typename Number>
    Number number() {
        Number value{};
        std::memcpy(&value, bytes(sizeof value).data(), sizeof value);
        return value;
    }
    std::string_view line() {
        const std::size_t end = m_pickle.find('\n', m_position);
        if (end == std::string_view::npos) complain("its pickle ends too early");
        const std::string_view text = bytes(end - m_position);
        bytes(1);
        return text;
    }

    void push(Kind kind, std::int64_t number = 0, std::string_view text = {}, std::size_t item = 0) {
        m_stack.push_back({kind, number, text, item});
    }
    Value pop() {
        if (m_stack.empty()) complain("its pickle takes a value where there is none");
        const Value value = m_stack.back();
        m_stack.pop_back();
        return value;
    }
    Value pop(Kind kind, const char* what) {
        const Value value = pop();
        if (value.kind != kind) complain(std::string("its pickle has something else where ") + what + " belongs");
        return value;
    }
    Tuple popToMark() {
        std::size_t begin = m_stack.size();
        while (begin > 0 && m_stack[begin - 1].kind != Kind::Mark)
            --begin;
        if (begin == 0) complain("its pickle takes a value where there is none");
        Tuple values(m_stack.begin() + static_cast<std::ptrdiff_t>(begin), m_stack.end());
        m_stack.resize(begin - 1);
        return values;
    }
    void pushTuple(Tuple values) {
        m_tuples.push_back(std::move(values));
        push(Kind::Tuple, 0, {}, m_tuples.size() - 1);
    }
    void pushShortTuple(std::size_t count) {
        Tuple values(count);
        for (std::size_t i = count; i-- > 0;)
            values[i] = pop();
        pushTuple(std::move(values));
    }
    void pushDict() {
        m_dicts.emplace_back();
        push(Kind::Dict, 0, {}, m_dicts.size() - 1);
    }

    bool step(unsigned char op);
    void pushLong();
    void pushClass();
    void setItems(const Tuple& values);
    void loadStorage();
    void reduce();
    PickledTensor tensorOf(const Tuple& arguments);
    std::vector<std::int64_t> integers(const Value& value);

    const Value& argument(const Tuple& arguments, std::size_t i, Kind kind) {
        if (i >= arguments.size() || arguments[i].kind != kind) complain("its pickle describes a malformed tensor");
        return arguments[i];
    }

    std::string_view m_pickle;
    const std::string& m_file;
    std::size_t m_position = 0;
    std::vector<Value> m_stack;
    std::map<std::uint32_t, Value> m_memo;
    std::deque<Tuple> m_tuples;
    std::deque<Dict> m_dicts;
    std::vector<PickledTensor> m_storages;  ///< with nothing but dtype, storage and storageItems
    std::vector<PickledTensor> m_tensors;
};

/// One operation; false after the last.
bool Reader::step(unsigned char op) {
    switch (op) {
        case kProto:
            if (const auto version = number<std::uint8_t>(); version != 2)
                complain("its pickle has the protocol " + std::to_string(version) + ", where torch.save writes 2");
            break;
        case kStop:
            return false;
        case kMark:
            push(Kind::Mark);
            break;
        case kEmptyDict:
            pushDict();
            break;
        case kEmptyTuple:
            pushTuple({});
            break;
        case kTuple:
            pushTuple(popToMark());
            break;
        case kTuple1:
        case kTuple2:
        case kTuple3:
            pushShortTuple(op - kTuple1 + 1u);
            break;
        case kNone:
            push(Kind::None);
            break;
        case kTrue:
        case kFalse:
            push(Kind::Bool, op == kTrue);
            break;
        case kInt8:
            push(Kind::Int, number<std::uint8_t>());
            break;
        case kInt16:
            push(Kind::Int, number<std::uint16_t>());
            break;
        case kInt32:
            push(Kind::Int, number<std::int32_t>());
            break;
        case kLong:
            pushLong();
            break;
        case kText:
            push(Kind::Text, 0, bytes(number<std::uint32_t>()));
            break;
        case kPut8:
        case kPut32: {
            const std::uint32_t place = op == kPut8 ? number<std::uint8_t>() : number<std::uint32_t>();
            if (m_stack.empty() || m_stack.back().kind == Kind::Mark) complain("its pickle keeps a value that is none");
            m_memo[place] = m_stack.back();
            break;
        }
        case kGet8:
        case kGet32: {
            const std::uint32_t place = op == kGet8 ? number<std::uint8_t>() : number<std::uint32_t>();
            const auto kept = m_memo.find(place);
            if (kept == m_memo.end()) complain("its pickle asks for a value that it did not keep");
            m_stack.push_back(kept->second);
            break;
        }
        case kGlobal:
            pushClass();
            break;
        case kPersistentId:
            loadStorage();
            break;
        case kReduce:
            reduce();
            break;
        case kBuild:  // a state dict's _metadata: versions of modules, which no weight depends on
            pop(Kind::Dict, "a dictionary's metadata");
            if (m_stack.empty() || m_stack.back().kind != Kind::Dict)
                complain("its pickle gives a state to no dictionary");
            break;
        case kSetItem: {
            const Value value = pop();
            const Value key = pop();
            setItems({key, value});
            break;
        }
        case kSetItems:
            setItems(popToMark());
            break;
        default: {
            char code[8];
            std::snprintf(code, sizeof code, "0x%02x", op);
            complain(std::string("its pickle contains the operation ") + code + ", which no plain state dict needs");
        }
    }
    return true;
}

void Reader::pushLong() {
    const std::string_view digits = bytes(number<std::uint8_t>());
    if (digits.size() > sizeof(std::int64_t)) complain("its pickle contains an enormous number");
    std::uint64_t value = !digits.empty() && static_cast<signed char>(digits.back()) < 0 ? ~std::uint64_t{0} : 0;
    std::memcpy(&value, digits.data(), digits.size());
    push(Kind::Int, static_cast<std::int64_t>(value));
}

void Reader::pushClass() {
    const std::size_t begin = m_position;
    const std::string_view module = line();
    const std::string_view name = line();
    const std::string full = std::string(module) + " " + std::string(name);
    bool known = full == kRebuildTensor || full == kRebuildParameter || full == kOrderedDict;
    for (const NamedDtype& storage : kStorages)
        known = known || full == storage.name;
    if (!known)
        complain("its pickle asks for " + std::string(module) + "." + std::string(name) +
                 ", which is no part of a plain state dict, so it was not loaded");
    push(Kind::Class, 0, m_pickle.substr(begin, module.size() + 1 + name.size()));
}

void Reader::setItems(const Tuple& values) {
    if (values.size() % 2 != 0) complain("its pickle gives a key no value");
    if (m_stack.empty() || m_stack.back().kind != Kind::Dict)
        complain("its pickle fills something that is no dictionary");
    Dict& dict = m_dicts[m_stack.back().item];
    for (std::size_t i = 0; i < values.size(); i += 2)
        dict.emplace_back(values[i], values[i + 1]);
}

/// ("storage", class, member, device, number of items)
void Reader::loadStorage() {
    const Tuple& id = m_tuples[pop(Kind::Tuple, "a storage").item];
    if (argument(id, 0, Kind::Text).text != "storage") complain("its pickle refers to something that is no storage");
    std::string className(argument(id, 1, Kind::Class).text);
    className[className.find('\n')] = ' ';
    PickledTensor storage;
    storage.storage = argument(id, 2, Kind::Text).text;
    storage.storageItems = argument(id, 4, Kind::Int).number;
    bool known = false;
    for (const NamedDtype& named : kStorages)
        if (className == named.name) {
            storage.dtype = named.dtype;
            known = true;
        }
    if (!known || storage.storageItems < 0) complain("its pickle refers to something that is no storage");
    m_storages.push_back(std::move(storage));
    push(Kind::Storage, 0, {}, m_storages.size() - 1);
}

std::vector<std::int64_t> Reader::integers(const Value& value) {
    std::vector<std::int64_t> numbers;
    for (const Value& item : m_tuples[value.item]) {
        if (item.kind != Kind::Int || item.number < 0) complain("its pickle describes a malformed tensor");
        numbers.push_back(item.number);
    }
    return numbers;
}

/// (storage, offset, shape, strides, requires_grad, hooks)
PickledTensor Reader::tensorOf(const Tuple& arguments) {
    PickledTensor tensor = m_storages[argument(arguments, 0, Kind::Storage).item];
    tensor.offset = argument(arguments, 1, Kind::Int).number;
    tensor.shape = integers(argument(arguments, 2, Kind::Tuple));
    tensor.strides = integers(argument(arguments, 3, Kind::Tuple));
    if (tensor.offset < 0 || tensor.shape.size() != tensor.strides.size())
        complain("its pickle describes a malformed tensor");
    return tensor;
}

void Reader::reduce() {
    const Value arguments = pop(Kind::Tuple, "a tuple of arguments");
    std::string className(pop(Kind::Class, "a class").text);
    className[className.find('\n')] = ' ';
    const Tuple& given = m_tuples[arguments.item];
    if (className == kOrderedDict) {
        if (!given.empty()) complain("its pickle makes a dictionary in an unusual way");
        pushDict();
    } else if (className == kRebuildParameter) {
        m_stack.push_back(argument(given, 0, Kind::Tensor));
    } else if (className == kRebuildTensor) {
        m_tensors.push_back(tensorOf(given));
        push(Kind::Tensor, 0, {}, m_tensors.size() - 1);
    } else {
        complain("its pickle calls a storage's class");
    }
}

}  // namespace

std::map<std::string, PickledTensor> readStateDictPickle(std::string_view pickle, const std::string& file) {
    return Reader(pickle, file).read();
}

}  // namespace espalier
