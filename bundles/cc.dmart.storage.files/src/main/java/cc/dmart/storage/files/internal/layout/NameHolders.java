package cc.dmart.storage.files.internal.layout;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.storage.files.internal.disk.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Metas that share a name, which other programs may leave behind ({@code storage.md} 1.5, 5.3). */
public final class NameHolders {
    private NameHolders() {}

    /** Other metas with the name of an entry or folder, readable or not. */
    public static List<Path> others(Disk disk, Layout layout, Locator at) throws IOException {
        Path side = layout.of(at).side();
        List<Path> out = new ArrayList<>();
        for (String name : disk.list(side)) {
            if (FileNames.isMeta(name)
                    && (at.type() == ResourceType.FOLDER || !name.equals(FileNames.meta(at.type())))) {
                out.add(side.resolve(name));
            }
        }
        Path folder = layout.of(at.withType(ResourceType.FOLDER)).meta();
        if (at.type() != ResourceType.FOLDER && disk.exists(folder)) {
            out.add(folder);
        }
        return out;
    }
}
