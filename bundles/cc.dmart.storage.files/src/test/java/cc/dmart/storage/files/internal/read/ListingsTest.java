package cc.dmart.storage.files.internal.read;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.SpaceName;
import cc.dmart.storage.files.internal.disk.Disk;
import cc.dmart.storage.files.internal.disk.NioDisk;
import cc.dmart.storage.files.internal.layout.Directories;
import cc.dmart.storage.files.internal.layout.Layout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingsTest {
    @TempDir
    Path folder;

    private Runnable duringList = () -> {};

    @Test
    void whatWasListedBeforeASpaceCameIsNotKeptAfterIt() throws IOException {
        Disk real = new NioDisk();
        Disk disk = (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (proxy, method, args) -> {
                    Object out;
                    try {
                        out = method.invoke(real, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (method.getName().equals("list")) {
                        duringList.run();
                    }
                    return out;
                });
        Layout layout = new Layout(folder);
        Directories directories = new Directories(disk, folder);
        Listings listings = new Listings(
                disk, layout, new EntryFinder(disk, layout, directories, ZoneOffset.UTC, 1000), ZoneOffset.UTC);
        space("old");
        duringList = () -> {
            duringList = () -> {};
            space("young");
            listings.forgetSpaces();
        };
        assertThat(listings.spaces()).containsExactly(new SpaceName("old"));
        assertThat(listings.spaces()).containsExactly(new SpaceName("old"), new SpaceName("young"));
    }

    private void space(String name) {
        try {
            Path meta = Files.createDirectories(folder.resolve(name).resolve(".dm"));
            Files.writeString(meta.resolve("meta.space.json"), "{}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
