package io.slipway.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class HouseRulesTest {
    @Test
    void theHouseKeepsItsRules() {
        var house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.slipway");
        assertThat(house).hasSizeGreaterThan(100);
        assertThat(HouseRules.broken(house, HouseRules.all())).isEmpty();
    }

    @Test
    void aPlantedViolationIsFound() {
        var planted = new ClassFileImporter().importPackages("io.slipway.planted");
        assertThat(HouseRules.broken(planted, HouseRules.all("io.slipway.planted.")))
                .anySatisfy(p -> assertThat(p).contains("DataUsesServing").contains("Internal"))
                .anySatisfy(p -> assertThat(p).contains("Internal").contains("Sqlite"))
                .anySatisfy(p -> assertThat(p).contains("KernelUsesData").contains("DataUsesServing"));
    }
}
