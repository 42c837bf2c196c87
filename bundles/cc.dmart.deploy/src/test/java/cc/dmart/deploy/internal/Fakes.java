package cc.dmart.deploy.internal;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Stands in for what the framework gives. */
final class Fakes {
    private Fakes() {}

    /** What a call gives back; null: nothing, and an empty list where a collection is expected. */
    interface Answer {
        @Nullable
        Object to(String method, Object[] arguments) throws Exception;
    }

    /** A jar of these bytes, which lie nowhere any more. */
    static Jar jar(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("fake", ".jar");
        try {
            return Jar.read(Files.write(file, bytes));
        } finally {
            Files.delete(file);
        }
    }

    static <T> T fake(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Object out = answer.to(method.getName(), args == null ? new Object[0] : args);
            return out == null && Collection.class.isAssignableFrom(method.getReturnType()) ? List.of() : out;
        }));
    }
}
