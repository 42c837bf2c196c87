package cc.dmart.jq.worker;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import net.thisptr.jackson.jq.BuiltinFunctionLoader;
import net.thisptr.jackson.jq.JsonQuery;
import net.thisptr.jackson.jq.Scope;
import net.thisptr.jackson.jq.Versions;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/**
 * Answers filters over its standard streams, one after the other, until its input ends. A request is the time in milliseconds,
 * the program and the JSON, each text with its length before it; an answer is a byte ({@link #DONE}, {@link #FAILED}) and a
 * text. It begins with {@link #READY}. Whoever takes longer than its time ends the whole process.
 */
public final class Main {
    /** Sent once at the beginning. */
    public static final int READY = 1;
    /** A JSON array of values follows. */
    public static final int DONE = 2;
    /** A message follows. */
    public static final int FAILED = 3;

    private static final int MAX_MESSAGE = 300;

    private final ObjectMapper mapper = new ObjectMapper();
    private final Scope builtins;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
    private final int maxBytes;
    private final int maxValues;

    private Main(int maxBytes, int maxValues) throws IOException {
        this.maxBytes = maxBytes;
        this.maxValues = maxValues;
        mapper.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(Integer.MAX_VALUE)
                        .build());
        mapper.setNodeFactory(Numbers.NODES);
        builtins = Definitions.over(functions());
        answer("[.[] | {a: (. + 1)}]", mapper.writeValueAsBytes(new IntNode[] {new IntNode(1)}));
    }

    private static Scope functions() {
        Scope out = Scope.newEmptyScope();
        out.getObjectMapper().setNodeFactory(Numbers.NODES).registerModule(Numbers.inStrings());
        BuiltinFunctionLoader.getInstance().loadFunctions(Versions.JQ_1_7, out);
        Dates.addTo(out);
        Maths.addTo(out);
        Base32.addTo(out);
        out.addFunction("debug_scope", 0, (scope, arguments, in, path, output, version) -> {
            throw new JsonQueryException("debug_scope shows the insides of the library");
        });
        return out;
    }

    /**
     * Runs until the input ends.
     *
     * @param arguments greatest size of an answer in bytes, greatest number of values
     */
    public static void main(String[] arguments) throws IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
        System.setOut(System.err);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(System.in))) {
            new Main(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1])).serve(in, out);
        } catch (EOFException e) {
            // the server has ended
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }

    private void serve(DataInputStream in, DataOutputStream out) throws IOException {
        out.writeByte(READY);
        out.flush();
        while (true) {
            long millis = in.readLong();
            String program = new String(text(in), StandardCharsets.UTF_8);
            byte[] json = text(in);
            Future<?> end = watch.schedule(() -> Runtime.getRuntime().halt(1), millis, TimeUnit.MILLISECONDS);
            int state = DONE;
            byte[] answer;
            try {
                answer = answer(program, json);
            } catch (JsonQueryException | TooMuchException e) {
                state = FAILED;
                answer = message(String.valueOf(e.getMessage()));
            } catch (StackOverflowError e) {
                state = FAILED;
                answer = message("nested too deeply");
            }
            end.cancel(false);
            out.writeByte(state);
            out.writeInt(answer.length);
            out.write(answer);
            out.flush();
        }
    }

    private static byte[] text(DataInputStream in) throws IOException {
        byte[] out = new byte[in.readInt()];
        in.readFully(out);
        return out;
    }

    private static byte[] message(String text) {
        String shown = text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) : text;
        return shown.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] answer(String program, byte[] json) throws IOException {
        JsonNode input = mapper.readTree(json);
        try (Answer out = new Answer(mapper, maxBytes, maxValues)) {
            compiled(program).apply(Scope.newChildScope(builtins), input, out::add);
            return out.bytes();
        }
    }

    private static JsonQuery compiled(String program) throws JsonQueryException {
        try {
            return JsonQuery.compile("(" + Literals.readable(program) + "\n)", Versions.JQ_1_7);
        } catch (JsonQueryException e) { // it says the program again
            throw new JsonQueryException("the program cannot be read", e);
        }
    }
}
