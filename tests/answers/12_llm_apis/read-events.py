# %% accepted: one buffer of bytes, line by line
def read_events(read, emit):
    buffer = bytearray()
    event = []
    while True:
        piece = read()
        if not piece:
            return "broken"
        buffer.extend(piece)
        while (end := buffer.find(b"\n")) >= 0:
            line = bytes(buffer[:end]).decode("utf-8").rstrip("\r")
            del buffer[: end + 1]
            if line == "":
                if event:
                    data = "\n".join(event)
                    event = []
                    if data == "[DONE]":
                        return "done"
                    emit(data)
            elif line[:5] == "data:":
                event.append(line[6:] if line[5:6] == " " else line[5:])


# %% accepted: whole events with a regular expression
def read_events(read, emit):
    waiting = b""
    while True:
        piece = read()
        if piece == b"":
            return "broken"
        waiting += piece
        *blocks, waiting = re.split(rb"(?<=\n)\r?\n", waiting)
        for block in blocks:
            found = re.findall(r"^data:(?: ?)(.*?)\r?$", block.decode(), flags=re.M)
            if not found:
                continue
            if found == ["[DONE]"]:
                return "done"
            emit("\n".join(found))


# %% accepted: decodes step by step with the codec of the library
import codecs


def read_events(read, emit):
    decoder = codecs.getincrementaldecoder("utf-8")()
    text, data = "", []
    for piece in iter(read, b""):
        text += decoder.decode(piece)
        while "\n" in text:
            line, text = text.split("\n", 1)
            line = line.removesuffix("\r")
            name, colon, value = line.partition(":")
            if line == "" and data:
                joined, data = "\n".join(data), []
                if joined == "[DONE]":
                    return "done"
                emit(joined)
            elif name == "data" and colon:
                data.append(value.removeprefix(" "))
    return "broken"


# %% accepted: byte by byte
def read_events(read, emit):
    line, data = [], None
    while piece := read():
        for byte in piece:
            if byte != 10:
                line.append(byte)
                continue
            text = bytes(line).decode()
            line = []
            if text.endswith("\r"):
                text = text[:-1]
            if text.startswith("data: "):
                data = text[6:] if data is None else data + "\n" + text[6:]
            elif text.startswith("data:"):
                data = text[5:] if data is None else data + "\n" + text[5:]
            elif not text and data is not None:
                if data == "[DONE]":
                    return "done"
                emit(data)
                data = None
    return "broken"


# %% rejected: decodes each piece as it comes [3]
def read_events(read, emit):
    rest, data = "", []
    while piece := read():
        *lines, rest = (rest + piece.decode()).split("\n")
        for line in lines:
            line = line.removesuffix("\r")
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif not line and data:
                if data == ["[DONE]"]:
                    return "done"
                emit("\n".join(data))
                data = []
    return "broken"


# %% rejected: hides the errors of half characters [3]
def read_events(read, emit):
    rest, data = "", []
    while piece := read():
        *lines, rest = (rest + piece.decode("utf-8", "ignore")).split("\n")
        for line in lines:
            line = line.removesuffix("\r")
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif not line and data:
                if data == ["[DONE]"]:
                    return "done"
                emit("\n".join(data))
                data = []
    return "broken"


# %% rejected: latin-1, which never complains [3]
def read_events(read, emit):
    rest, data = b"", []
    while piece := read():
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            line = line.removesuffix(b"\r").decode("latin-1")
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif not line and data:
                if data == ["[DONE]"]:
                    return "done"
                emit("\n".join(data))
                data = []
    return "broken"


# %% rejected: takes each piece for whole lines
def read_events(read, emit):
    data = []
    while piece := read():
        for line in piece.split(b"\n"):
            line = line.removesuffix(b"\r").decode("utf-8", "replace")
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif not line and data:
                if data == ["[DONE]"]:
                    return "done"
                emit("\n".join(data))
                data = []
    return "broken"


# %% rejected: reads to the end before the first event [4]
def read_events(read, emit):
    content = b""
    while piece := read():
        content += piece
    data = []
    for line in content.split(b"\n")[:-1]:
        line = line.removesuffix(b"\r").decode()
        if line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif not line and data:
            if data == ["[DONE]"]:
                return "done"
            emit("\n".join(data))
            data = []
    return "broken"


# %% rejected: emits an event when the next one begins [3]
def read_events(read, emit):
    rest, data, last, done = b"", [], None, False
    while not done and (piece := read()):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            line = line.removesuffix(b"\r").decode()
            if line.startswith("data:"):
                if last is not None:
                    emit(last)
                    last = None
                data.append(line[5:].removeprefix(" "))
            elif not line and data:
                if data == ["[DONE]"]:
                    done = True
                    break
                last, data = "\n".join(data), []
    return "done" if done else "broken"


# %% rejected: reads on after [DONE] [4]
def read_events(read, emit):
    rest, data, done = b"", [], False
    while piece := read():
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            line = line.removesuffix(b"\r").decode()
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif not line and data:
                if data == ["[DONE]"]:
                    done = True
                elif not done:
                    emit("\n".join(data))
                data = []
    return "done" if done else "broken"


# %% rejected: emits [DONE] too
def read_events(read, emit):
    rest, data = b"", []
    while piece := read():
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            line = line.removesuffix(b"\r").decode()
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif not line and data:
                emit("\n".join(data))
                if data == ["[DONE]"]:
                    return "done"
                data = []
    return "broken"


# %% rejected: lines end in \n only [4]
def read_events(read, emit):
    rest, data = b"", []
    while piece := read():
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            line = line.decode()
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif not line and data:
                if data == ["[DONE]"]:
                    return "done"
                emit("\n".join(data))
                data = []
    return "broken"


# %% rejected: splits events at two line breaks, and takes one line of each [4]
def read_events(read, emit):
    rest = b""
    while piece := read():
        *blocks, rest = (rest + piece.replace(b"\r", b"")).split(b"\n\n")
        for block in blocks:
            text = block.decode()
            if text == "data: [DONE]":
                return "done"
            if text.startswith("data: "):
                emit(text.removeprefix("data: "))
    return "broken"


# %% rejected: the space after the colon must be there [4]
def read_events(read, emit):
    rest, data = b"", []
    while piece := read():
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            line = line.removesuffix(b"\r").decode()
            if line.startswith("data: "):
                data.append(line[6:])
            elif not line and data:
                if data == ["[DONE]"]:
                    return "done"
                emit("\n".join(data))
                data = []
    return "broken"


# %% rejected: strips all spaces around the data [2]
def read_events(read, emit):
    rest, data = b"", []
    while piece := read():
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            line = line.removesuffix(b"\r").decode()
            if line.startswith("data:"):
                data.append(line[5:].strip())
            elif not line and data:
                if data == ["[DONE]"]:
                    return "done"
                emit("\n".join(data))
                data = []
    return "broken"


# %% rejected: each data line is an event of its own [2]
def read_events(read, emit):
    rest = b""
    while piece := read():
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            line = line.removesuffix(b"\r").decode()
            if line.startswith("data:"):
                data = line[5:].removeprefix(" ")
                if data == "[DONE]":
                    return "done"
                emit(data)
    return "broken"


# %% rejected: emits empty events [4]
def read_events(read, emit):
    rest, data = b"", []
    while piece := read():
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            line = line.removesuffix(b"\r").decode()
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif not line:
                if data == ["[DONE]"]:
                    return "done"
                emit("\n".join(data))
                data = []
    return "broken"


# %% rejected: emits what is left when the connection ends [4]
def read_events(read, emit):
    rest, data = b"", []
    while piece := read():
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            line = line.removesuffix(b"\r").decode()
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif not line and data:
                if data == ["[DONE]"]:
                    return "done"
                emit("\n".join(data))
                data = []
    if data:
        emit("\n".join(data))
    return "broken"


# %% rejected: returns "done" whatever the end [4]
def read_events(read, emit):
    rest, data = b"", []
    while piece := read():
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            line = line.removesuffix(b"\r").decode()
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif not line and data:
                if data == ["[DONE]"]:
                    return "done"
                emit("\n".join(data))
                data = []
    return "done"


# %% rejected: returns nothing
def read_events(read, emit):
    rest, data = b"", []
    while piece := read():
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            line = line.removesuffix(b"\r").decode()
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif not line and data:
                if data == ["[DONE]"]:
                    return
                emit("\n".join(data))
                data = []


# %% rejected: a text with [DONE] in it ends the stream [4]
def read_events(read, emit):
    rest, data = b"", []
    while piece := read():
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            line = line.removesuffix(b"\r").decode()
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif not line and data:
                if "[DONE]" in data[0]:
                    return "done"
                emit("\n".join(data))
                data = []
    return "broken"


# %% rejected: emits parsed JSON
def read_events(read, emit):
    rest, data = b"", []
    while piece := read():
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            line = line.removesuffix(b"\r").decode()
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif not line and data:
                if data == ["[DONE]"]:
                    return "done"
                emit(json.loads("\n".join(data)))
                data = []
    return "broken"


# %% rejected: splits lines at every line break that Unicode knows [3]
def read_events(read, emit):
    rest, data = b"", []
    while piece := read():
        rest += piece
        if b"\n" not in rest:
            continue
        whole, rest = rest[: rest.rindex(b"\n") + 1], rest[rest.rindex(b"\n") + 1 :]
        for line in whole.decode().splitlines():
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif not line and data:
                if data == ["[DONE]"]:
                    return "done"
                emit("\n".join(data))
                data = []
    return "broken"


# %% rejected: returns True or False
def read_events(read, emit):
    rest, data = b"", []
    while piece := read():
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            line = line.removesuffix(b"\r").decode()
            if line.startswith("data:"):
                data.append(line[5:].removeprefix(" "))
            elif not line and data:
                if data == ["[DONE]"]:
                    return True
                emit("\n".join(data))
                data = []
    return False
