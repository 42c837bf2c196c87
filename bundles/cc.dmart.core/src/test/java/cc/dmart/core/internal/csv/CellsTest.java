package cc.dmart.core.internal.csv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import cc.dmart.api.json.JsonCodec;
import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.WireRecord;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which values are dates of the meta ({@code query.md} 8.1). */
class CellsTest {
    private static final JsonObject ATTRIBUTES =
            (JsonObject) JsonCodec.parse(("{'created_at':'2024-05-01T10:11:12.000013',"
                            + "'payload':{'body':{'created_at':'2024-05-01T10:11:12','last_updated_at':'2024-05-01T10:11:12'}}}")
                    .replace('\'', '"'));

    private final Cells cells = new Cells(ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource({
        "created_at, 2024-05-01 10:11:12",
        "attributes.created_at, 2024-05-01 10:11:12",
        "payload.body.created_at, 2024-05-01T10:11:12",
        "last_updated_at, 2024-05-01T10:11:12"
    })
    void valuesOfThePayloadStayAsTheyAre(String key, String expected) {
        WireRecord record = WireRecord.of(ResourceType.CONTENT, "a", "/", ATTRIBUTES);
        assertEquals(expected, cells.cell(record, key));
        assertEquals(expected, cells.cell(JsonObject.EMPTY.with("attributes", ATTRIBUTES), key));
        String whole = key.equals("last_updated_at") ? "payload.body." + key : key.replace("attributes.", "");
        assertEquals(expected, cells.all(record).get(whole));
    }
}
