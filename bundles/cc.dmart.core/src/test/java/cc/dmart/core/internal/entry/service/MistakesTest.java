package cc.dmart.core.internal.entry.service;

import static cc.dmart.api.model.RequestType.CREATE;
import static cc.dmart.api.model.ResourceType.USER;
import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.service.BatchResult;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a bad attribute is and what is wrong with it, as it is answered; {@link RequestCodesTest} has the codes. */
class MistakesTest {
    private final EntryWorld world = new EntryWorld();

    @AfterEach
    void close() {
        world.close();
    }

    /** One element per step and the kinds that clients know ({@code http-api.md} 1.8). */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "content | {'displayname':{'en':5}}   | displayname en      | string_type",
                "content | {'tags':'x'}               | tags                | list_type",
                "content | {'slug':'a b'}             | slug                | string_pattern_mismatch",
                "content | {'is_active':'x'}          | is_active           | bool_type",
                "content | {'payload':{'content_type':'nope','body':{}}} | payload content_type | enum",
                "content | {'payload':{'content_type':'json'}} | payload body | missing",
                "user    | {'language':'latin'}       | language            | enum",
                "user    | {'email':'nope'}           | email               | string_pattern_mismatch",
                "ticket  | {'collaborators':{'a.b':1},'workflow_shortname':'w'} | collaborators a.b | string_type",
            })
    void s1_8_mistakesSayWhereAndWhat(String type, String attributes, String place, String kind) {
        ResourceType of = ResourceType.of(type).orElseThrow();
        boolean user = of == USER;
        BatchResult result = world.service.apply(
                EntryWorld.DMART,
                user ? EntryWorld.MGMT : EntryWorld.SHOP,
                CREATE,
                List.of(EntryWorld.record(of, user ? "users" : "pens", "x", attributes)));
        JsonObject info = result.failed().get(0).error().info().get(0);
        assertThat(info.strings("loc")).isEqualTo(List.of(("body attributes " + place).split(" ")));
        assertThat(info.string("type")).contains(kind);
    }
}
