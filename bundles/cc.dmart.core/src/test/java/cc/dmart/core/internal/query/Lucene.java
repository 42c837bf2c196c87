package cc.dmart.core.internal.query;

import cc.dmart.api.index.EntryIndex;
import cc.dmart.index.lucene.internal.LuceneEntryIndex;
import java.lang.reflect.Constructor;
import java.lang.reflect.Proxy;
import java.nio.file.Path;

/** The embedded index on a folder, with default settings: what the rows of the reference index must hold for as well. */
public final class Lucene {
    private Lucene() {}

    /** Opens the index of a folder. */
    public static EntryIndex open(Path folder) {
        Constructor<?> constructor = LuceneEntryIndex.class.getConstructors()[0];
        Class<?> config = constructor.getParameterTypes()[0];
        Object settings = Proxy.newProxyInstance(
                config.getClassLoader(),
                new Class<?>[] {config},
                (proxy, method, arguments) ->
                        method.getName().equals("data") ? folder.toString() : method.getDefaultValue());
        try {
            return (EntryIndex) constructor.newInstance(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Closes it. */
    public static void close(EntryIndex index) {
        ((LuceneEntryIndex) index).close();
    }
}
