package cc.dmart.plugin.data_assets.worker;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a worker process is asked, once. Thread-safe.
 *
 * @param type     wire name of the type of the files; they lie in the working folder, named by {@link #file}
 * @param names    one for each file
 * @param sql      the statement
 * @param millis   time after which the process ends itself
 * @param rows     rows of the result at most
 * @param bytes    bytes of the result at most
 * @param memoryMb memory of the engine in megabytes
 */
public record Request(String type, List<String> names, String sql, long millis, int rows, int bytes, int memoryMb) {
    /** With a copy of the list. */
    public Request {
        names = List.copyOf(names);
    }

    /** Name of a file in the working folder; nothing in it comes from a caller. */
    public static String file(int index) {
        return "asset" + index;
    }

    /** Sends it. @throws IOException if the process has ended */
    public void write(DataOutputStream out) throws IOException {
        text(out, type);
        out.writeInt(names.size());
        for (String name : names) {
            text(out, name);
        }
        text(out, sql);
        out.writeLong(millis);
        out.writeInt(rows);
        out.writeInt(bytes);
        out.writeInt(memoryMb);
        out.flush();
    }

    static Request read(DataInputStream in) throws IOException {
        String type = text(in);
        int count = in.readInt();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(text(in));
        }
        return new Request(type, names, text(in), in.readLong(), in.readInt(), in.readInt(), in.readInt());
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
