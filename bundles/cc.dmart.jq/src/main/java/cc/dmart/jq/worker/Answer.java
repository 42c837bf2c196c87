package cc.dmart.jq.worker;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/** A JSON array of the values that a filter puts out, within bounds. Not thread-safe; one per request. */
final class Answer implements Closeable {
    private final int maxBytes;
    private final int maxValues;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final JsonGenerator json;
    private final ObjectMapper mapper;
    private int values;

    Answer(ObjectMapper mapper, int maxBytes, int maxValues) throws IOException {
        this.mapper = mapper;
        this.maxBytes = maxBytes;
        this.maxValues = maxValues;
        json = Numbers.writing(mapper.getFactory().createGenerator(new Bounded()));
        json.writeStartArray();
    }

    /** Takes in a value. @throws JsonQueryException if there are too many, or if they are too large */
    void add(JsonNode value) throws JsonQueryException {
        if (++values > maxValues) {
            throw new JsonQueryException("more than " + maxValues + " values come out");
        }
        try {
            mapper.writeTree(json, value);
        } catch (IOException e) {
            throw new JsonQueryException("more than " + maxBytes + " bytes come out", e);
        }
    }

    byte[] bytes() throws IOException {
        json.writeEndArray();
        json.flush();
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        // what was not written is not wanted
    }

    private final class Bounded extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (bytes.size() + length > maxBytes) {
                throw new TooMuchException("more than " + maxBytes + " bytes come out");
            }
            bytes.write(from, offset, length);
        }
    }
}
