package cc.dmart.plugin.resource_folders_creation.internal;

import static org.assertj.core.api.Assertions.assertThat;

import cc.dmart.api.model.JsonObject;
import cc.dmart.api.model.JsonString;
import cc.dmart.api.model.Locator;
import cc.dmart.api.model.ResourceType;
import cc.dmart.api.model.SpaceName;
import cc.dmart.api.model.WireRecord;
import cc.dmart.api.plugin.testing.TestApi;
import cc.dmart.api.plugin.testing.TestDelivery;
import cc.dmart.api.plugin.testing.TestEvents;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The row of the reference plugin ({@code plugins-events.md} 3). */
class FolderCreatorTest {
    private final TestApi api = new TestApi();
    private final FolderCreator creator = new FolderCreator(api);

    private static final String[] OF_LINA = {
        "//people",
        "people/lina",
        "people/lina/notifications",
        "people/lina/private",
        "people/lina/protected",
        "people/lina/public",
        "people/lina/inbox",
        "people/lina/messages"
    };

    private void created(Locator at) {
        creator.onEvent(TestEvents.created(at, "{}"), new TestDelivery());
    }

    private void space(String name) {
        WireRecord unused = api.create(name, WireRecord.of(ResourceType.SPACE, name, "/", JsonObject.EMPTY));
    }

    private List<String> folders(String space) {
        return api.entries(space).stream()
                .filter(r -> r.resourceType() == ResourceType.FOLDER)
                .map(r -> r.subpath() + "/" + r.shortname())
                .toList();
    }

    @Test
    void aSpaceGetsAFolderForSchemas() {
        created(Locator.ofSpace(new SpaceName("shop")));
        assertThat(folders("shop")).containsExactly("//schema");
        assertThat(api.entries("shop").get(0).attributes().bool("is_active")).contains(true);
    }

    @Test
    void anAccountGetsItsFoldersInPersonal() {
        space("personal");
        created(Locator.of("management", "users", "lina", ResourceType.USER));
        assertThat(folders("personal")).containsExactly(OF_LINA);
    }

    @Test
    void whatExistsStaysAsItIs() {
        space("personal");
        created(Locator.of("management", "users", "lina", ResourceType.USER));
        created(Locator.of("management", "users", "lina", ResourceType.USER));
        assertThat(folders("personal")).containsExactly(OF_LINA);
    }

    @Test
    void withoutThatSpaceNothingIsMade() {
        created(Locator.of("management", "users", "lina", ResourceType.USER));
        assertThat(api.entries("personal")).isEmpty();
    }

    @Test
    void theSpaceMayHaveAnotherName() {
        space("homes");
        api.with("personal_space", new JsonString("homes"));
        created(Locator.of("management", "users", "lina", ResourceType.USER));
        assertThat(folders("homes")).containsExactly(OF_LINA);
    }
}
