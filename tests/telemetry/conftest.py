"""The servers of the workflows' tests."""

from tests.workflows.conftest import another_dev as another_dev
from tests.workflows.conftest import dev as dev
from tests.workflows.conftest import records as records
