from mktkit.appraisal.model import AppraisalResult as AppraisalResult
from mktkit.appraisal.model import Period as Period
from mktkit.appraisal.month import appraise as appraise
from mktkit.appraisal.pages import ScoredMonth as ScoredMonth
from mktkit.appraisal.pages import score_month as score_month
from mktkit.errors import Finding as Finding
from mktkit.errors import FindingsError as FindingsError
from mktkit.errors import MktkitError as MktkitError
from mktkit.forms.files.download import download as download
from mktkit.forms.files.upload import upload as upload
from mktkit.forms.formview import form as form
from mktkit.forms.liveview import action as action
from mktkit.forms.liveview import live as live
from mktkit.registers.folder import Dataset as Dataset
from mktkit.registers.folder import read_dataset as read_dataset
from mktkit.rules.in_force import Rules as Rules
from mktkit.rules.loader import load_rules as load_rules

__version__: str
