package cc.dmart.rest.internal.resource;

import cc.dmart.api.model.Caller;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.service.ArchiveFile;
import cc.dmart.api.service.ArchiveService;
import cc.dmart.api.service.CsvFile;
import cc.dmart.api.service.CsvImport;
import cc.dmart.api.service.CsvReport;
import cc.dmart.api.service.CsvService;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Archives and tables that a test writes. */
final class FakeFiles implements ArchiveService, CsvService {
    volatile ArchiveFile.Content content = out -> {};

    @Override
    public ArchiveFile export(Caller caller, JsonObject query, boolean includeSecrets) {
        return new ArchiveFile("shop.zip", content);
    }

    @Override
    public CsvFile export(Caller caller, JsonObject query) {
        return new CsvFile() {
            @Override
            public String name() {
                return "shop.csv";
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                content.write(out);
            }
        };
    }

    @Override
    public CsvFile exportSaved(Caller caller, SpaceName space, JsonObject request) {
        return export(caller, request);
    }

    @Override
    public JsonObject load(Caller caller, InputStream zip) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CsvReport load(Caller caller, CsvImport table) {
        throw new UnsupportedOperationException();
    }

    @Override
    public JsonObject progress(Caller caller) {
        return JsonObject.EMPTY;
    }

    @Override
    public void requireLoad(Caller caller) {}
}
