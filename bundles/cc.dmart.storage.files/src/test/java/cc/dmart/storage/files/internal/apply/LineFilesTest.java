package cc.dmart.storage.files.internal.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.DiskFile;
import cc.dmart.storage.files.internal.disk.NioDisk;
import cc.dmart.storage.files.internal.layout.Directories;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that go from one log to another, and logs that are written anew. */
class LineFilesTest {
    private static final LinePicker LONGER =
            line -> Optional.of((text(line) + "x".repeat(100)).getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path folder;

    /** Calls of the disk that fail. */
    private final Set<String> failing = new HashSet<>();

    private final Disk disk = failing(Disk.class, new NioDisk());
    private Path source;
    private Path target;

    @BeforeEach
    void logs() throws IOException {
        source = Files.writeString(folder.resolve("source"), "a\nb\nc");
        target = Files.writeString(folder.resolve("target"), "before\n");
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.UTF_8);
    }

    private <T> T failing(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (failing.contains(method.getName())) {
                throw new IOException("injected at " + method.getName());
            }
            try {
                Object out = method.invoke(real, args);
                return out instanceof DiskFile file ? failing(DiskFile.class, file) : out;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }));
    }

    private LineFiles lines() {
        return new LineFiles(disk, new Directories(disk, folder), 1);
    }

    private Run run(Run.Mode mode) {
        return new Run(disk, mode, 1, 1, new HashSet<>());
    }

    /** The window is small: what the attempt before appended is what is looked at beside it, and that is longer than the source. */
    @ParameterizedTest
    @EnumSource(
            value = Run.Mode.class,
            names = {"AGAIN", "REDO"})
    void linesThatBecomeLongerAreAppendedOnce(Run.Mode mode) throws IOException {
        assertThat(lines().appendAll(source, target, LONGER, run(Run.Mode.FIRST)))
                .isTrue();
        String once = Files.readString(target);
        assertThat(once.lines().map(l -> l.charAt(0)).toList()).containsExactly('b', 'a', 'b', 'c');
        assertThat(lines().appendAll(source, target, LONGER, run(mode))).isTrue();
        assertThat(Files.readString(target)).isEqualTo(once);
    }

    @Test
    void whatAnAttemptBeforeDidNotAppendIsAppended() throws IOException {
        lines().appendAll(source, target, LONGER, run(Run.Mode.FIRST));
        String whole = Files.readString(target);
        Files.writeString(target, whole.substring(0, whole.length() - 50)); // it broke off in a line
        assertThat(lines().appendAll(source, target, LONGER, run(Run.Mode.AGAIN)))
                .isTrue();
        assertThat(Files.readString(target)).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"write", "force", "rename"})
    void aLogThatCannotBeWrittenAnewStaysAsItIsAndLeavesNothing(String call) throws IOException {
        failing.add(call);
        assertThatThrownBy(() -> lines().rewrite(source, LONGER, run(Run.Mode.FIRST)))
                .isInstanceOf(IOException.class)
                .hasMessage("injected at " + call);
        assertThat(folder).isDirectoryNotContaining("glob:**.source*");
        assertThat(source).hasContent("a\nb\nc");
        failing.clear();
        lines().rewrite(source, LONGER, run(Run.Mode.AGAIN));
        assertThat(Files.readString(source).lines().map(String::length)).containsExactly(101, 101, 101);
    }

    @Test
    void theFirstFailureIsTold() {
        int[] calls = {0};
        assertThatThrownBy(() -> lines().rewrite(
                                source,
                                line -> {
                                    calls[0]++;
                                    if (calls[0] > 3) { // it is being written
                                        failing.add("write");
                                        failing.add("delete");
                                    }
                                    return LONGER.of(line);
                                },
                                run(Run.Mode.FIRST)))
                .hasMessage("injected at write")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("injected at delete"));
    }
}
