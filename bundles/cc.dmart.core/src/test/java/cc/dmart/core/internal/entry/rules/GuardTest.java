package cc.dmart.core.internal.entry.rules;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.core.internal.entry.pipeline.Claim;
import cc.dmart.core.internal.entry.service.EntryWorld;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a change of an account record locks besides itself. */
class GuardTest {
    private final EntryWorld world = new EntryWorld();

    @AfterEach
    void close() {
        world.close();
    }

    /** Of two permissions that are enough alone, two changes at once would switch off both: each would count on the other. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permission | permissions | {'is_active':true} | {'is_active':false} | true",
                "permission | permissions | {'actions':['view']} | {'actions':[]} | true",
                "role | roles | {'is_active':true} | {'is_active':false} | true",
                "group | groups | {'is_active':true} | {} | true",
                "user | users | {'is_active':true} | {'is_active':false} | true",
                "user | users | {'displayname':{'en':'a'}} | {'displayname':{'en':'b'}} | false",
                "user | users | {} | {'linked_identities':{'google':'42'}} | true",
                "user | users | {} | {'last_login':{'timestamp':1}} | false",
                "content | pens | {'is_active':true} | {'is_active':false} | false"
            })
    void rightsChangeOneAfterTheOther(String type, String folder, String before, String after, boolean alone) {
        String space = type.equals("content") ? "shop" : "management";
        Locator at = Locator.of(space, folder, "one", ResourceType.of(type).orElseThrow());
        List<Claim> claims = Guard.of(
                        world.context, at, EntryWorld.json(before), EntryWorld.json(after), Optional.empty())
                .claims(List.of());
        assertThat(claims.contains(Claim.references())).isEqualTo(alone);
    }
}
